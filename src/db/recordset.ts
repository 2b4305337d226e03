// Many rows as one parameter: a statement for a batch of any size.
import { type SQL, sql } from "drizzle-orm";

/**
 * SQL for a `from`, to be named with `as`. `columns` as SQL writes them, by the objects' keys: `n int, "eventId" text`.
 * The limit is how many there are: without it the planner expects a hundred, and would rather walk a whole table.
 */
export function recordset(rows: readonly object[], columns: string): SQL {
	return sql`(select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row(${sql.raw(columns)})
		limit ${sql.raw(String(rows.length))})`;
}
