// Who else this customer is: records that were merged with theirs, and such as have the same verified key.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Customer } from "../../protocol/http.ts";
import { merge, type SameCustomers, sameCustomers } from "../../protocol/merges.ts";
import { date } from "../format/time.ts";
import { ask } from "../http/api.ts";
import { useMember } from "../session/me.ts";
import { Failure } from "../states/failure.tsx";
import cardStyles from "./card.module.css";
import styles from "./customer.module.css";

const KEY = { email: "e-mail address", phone: "phone number" };

export function SameCustomer({ customerId }: { customerId: string }) {
	const { role } = useMember();
	const queries = useQueryClient();
	const same = useQuery({
		queryKey: ["customer", customerId, "same"],
		queryFn: ({ signal }) => ask(sameCustomers, `/customers/${customerId}/same`, { signal }),
	});
	const change = useMutation({
		mutationFn: ({ path, json }: { path: string; json?: object }) =>
			ask(merge, path, { method: "POST", ...(json && { json }) }),
		// Lists of both records change.
		onSuccess: () => queries.invalidateQueries({ queryKey: ["customer"] }),
	});
	if (!same.data || !(same.data.merged.length > 0 || same.data.suggested.length > 0)) return null;
	const { merged, suggested } = same.data;
	return (
		<section aria-label="The same person" className={styles.section}>
			<h3 className={styles.sectionTitle}>The same person</h3>
			<div className={`${cardStyles.panel} ${cardStyles.clipped}`}>
				{suggested.map(({ customer, because }) => (
					<Row
						key={customer.id}
						name={nameOf(customer)}
						why={`has the same verified ${KEY[because]}, and a record of their own`}
						action="Merge"
						busy={change.isPending}
						onClick={() => change.mutate({ path: `/customers/${customer.id}/merge`, json: { into: same.data.keptId } })}
					/>
				))}
				{merged.map(({ customer, merge: made }) => (
					<Row
						key={customer.id}
						name={nameOf(customer)}
						why={`merged ${date(made.at)} ${reasonOf(made)}`}
						action={made.because === "hand" && role === "agent" ? null : "Undo"}
						busy={change.isPending}
						onClick={() => change.mutate({ path: `/merges/${made.id}/undo` })}
					/>
				))}
			</div>
			{change.error && <Failure error={change.error} />}
		</section>
	);
}

interface RowProps {
	name: string;
	why: string;
	/** null: not theirs to do. */
	action: string | null;
	busy: boolean;
	onClick: () => void;
}

function Row({ name, why, action, busy, onClick }: RowProps) {
	return (
		<div className={`${styles.entryLink} ${styles.sameRow}`}>
			<span className={styles.sameWords}>
				<b>{name}</b> <span className={styles.quiet}>{why}</span>
			</span>
			{action && (
				<Button
					size="compact-xs"
					variant={action === "Merge" ? "light" : "subtle"}
					color={action === "Merge" ? "weft" : "gray"}
					loading={busy}
					aria-label={`${action}: ${name}`}
					onClick={onClick}
				>
					{action}
				</Button>
			)}
		</div>
	);
}

function nameOf({ name, email, phone, externalId, id }: Customer): string {
	return name ?? email ?? phone ?? externalId ?? id;
}

function reasonOf({ because, byId }: SameCustomers["merged"][number]["merge"]): string {
	if (because === "hand") return "by an admin's hand";
	const key = `the same verified ${KEY[because]}`;
	return byId === null ? `by Heddle: ${key}` : `for ${key}`;
}
