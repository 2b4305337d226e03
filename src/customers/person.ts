// A person: one record, or several that were merged. Merges move nothing, so whoever asks for a person's things asks with these.
import { type SQL, sql } from "drizzle-orm";
import { customerMerges } from "../db/schema/customer.ts";
import type { CustomerId } from "../protocol/ids.ts";

/** Records of one person. Fifty shops of one business are more than there are; it bounds every list's work. */
export const MOST_RECORDS = 50;

/** SQL: the record that stands for this one's person, itself where it was merged into none. */
export function keptOf(id: SQL | CustomerId): SQL<CustomerId> {
	return sql`(with recursive ${upwards(id)} select id from upwards order by steps desc limit 1)`;
}

/** SQL: all records of this one's person, as an array for `= any(…)`, which an index serves. */
export function recordsOf(id: SQL | CustomerId): SQL {
	return sql`array(with recursive ${upwards(id)},
		person(id) as (
			(select id from upwards order by steps desc limit 1)
			union
			select ${customerMerges.mergedId} from person join ${customerMerges} on ${customerMerges.keptId} = person.id
			where ${customerMerges.undoneAt} is null
		) select id from person limit ${sql.raw(String(MOST_RECORDS))})`;
}

/** A merge joins two persons that were apart (merges.ts), so there are no rings; the bound is for what nobody foresees. */
function upwards(id: SQL | CustomerId): SQL {
	return sql`upwards(id, steps) as (
		select ${id}::text, 0
		union all
		select ${customerMerges.keptId}, steps + 1 from upwards join ${customerMerges} on ${customerMerges.mergedId} = upwards.id
		where ${customerMerges.undoneAt} is null and steps < ${sql.raw(String(MOST_RECORDS))}
	)`;
}
