// What is there in the end: the rows in Postgres, the conversations' logs and the desks' alerts, each read afresh.
import { z } from "zod";
import { connect } from "../../neon/endpoint.ts";
import type { Stage } from "../stage.ts";
import type { Founded } from "./business.ts";
import type { AlertSeen, End, SeenEvent } from "./history.ts";

/** Of other kinds than events only the number is of interest: it is where the next page begins. */
const eventIn = z.object({
	id: z.string(),
	connectionId: z.string(),
	objectId: z.string(),
	occurredAt: z.string(),
	reference: z.string(),
	summary: z.string(),
});
const page = z.object({
	entries: z.array(
		z.object({
			seq: z.int(),
			clientId: z.string(),
			content: z.looseObject({ kind: z.string(), event: eventIn.optional() }),
		}),
	),
	hasAfter: z.boolean(),
});
const alertIn = z.object({ id: z.string(), ruleId: z.string(), event: eventIn });
const welcome = z.object({
	frames: z.tuple([z.object({ type: z.literal("welcome"), alerts: z.array(alertIn), alertsTotal: z.int() })]),
});
const eventRows = z.array(z.object({ workspace_id: z.string(), state: z.string(), event: eventIn }));
const alertRows = z.array(z.object({ workspace_id: z.string(), alert: alertIn }));
const objectRows = z.array(
	z.object({
		workspace_id: z.string(),
		connection_id: z.string(),
		object_id: z.string(),
		version: z.coerce.number(),
		summary: z.string(),
	}),
);
/** Rows for one answer of Postgres. */
const ROWS = 2_000;
const ACKNOWLEDGED_AT_ONCE = 8;

export async function endOf(stage: Stage, businesses: readonly Founded[]): Promise<End> {
	const workspaces = businesses.map(({ workspaceId }) => workspaceId);
	// What is only in memory is not there.
	for (const { workspaceId, people } of businesses) {
		const conversations = people.map(({ conversationId }) => conversationId);
		await stage.evict({ workspaceId, conversations, how: "abort" });
	}
	const read = async (columns: string, table: string, order: string) => paged(stage, workspaces, columns, table, order);
	const rows = eventRows.parse(await read("workspace_id, state, event", "events", "id"));
	const alerts = alertRows.parse(await read("workspace_id, alert", "alerts", "id"));
	const objects = objectRows.parse(
		await read(
			"workspace_id, connection_id, object_id, (extract(epoch from version) * 1000)::bigint as version, summary",
			"business_objects",
			"connection_id, object_type, object_id",
		),
	);
	const timelines: End["timelines"] = [];
	const deskAlerts: AlertSeen[] = [];
	for (const business of businesses) {
		timelines.push(...(await timelinesOf(stage.workerOrigin, business)));
		deskAlerts.push(...(await alertsOnDesk(stage.workerOrigin, business)));
	}
	return {
		rows: rows.map(({ workspace_id, state, event }) => ({ workspaceId: workspace_id, state, ...seen(event) })),
		alertRows: alerts.map(({ workspace_id, alert }) => seenAlert(workspace_id, alert)),
		objects: objects.map((row) => ({
			workspaceId: row.workspace_id,
			connectionId: row.connection_id,
			objectId: row.object_id,
			version: row.version,
			summary: row.summary,
		})),
		timelines,
		deskAlerts,
	};
}

/** Of all workspaces, so that what stands in the wrong one is found. Names are this file's own. */
async function paged(stage: Stage, workspaces: string[], columns: string, table: string, order: string) {
	const all: unknown[] = [];
	for (;;) {
		const found: unknown[] = await connect(stage.ownerUrl).query(
			`select ${columns} from ${table} where workspace_id = any($1) order by ${order} limit ${ROWS} offset ${all.length}`,
			[workspaces],
		);
		all.push(...found);
		if (found.length < ROWS) return all;
	}
}

async function timelinesOf(origin: string, { workspaceId, people, bearer }: Founded): Promise<End["timelines"]> {
	const all: End["timelines"] = [];
	for (const { conversationId } of people) {
		const authorization = `Bearer ${await bearer()}`;
		for (let after = 0, more = true; more; ) {
			const url = `${origin}/v1/conversations/${conversationId}/entries?after=${after}`;
			const { entries, hasAfter } = page.parse(await answerOf(url, { headers: { authorization } }));
			for (const { clientId, content } of entries)
				if (content.kind === "event" && content.event)
					all.push({ workspaceId, conversationId, clientId, ...seen(content.event) });
			after = entries.at(-1)?.seq ?? after;
			more = hasAfter && entries.length > 0;
		}
	}
	return all;
}

/** A desk tells the newest hundred: these are acknowledged, so that it tells the others. */
async function alertsOnDesk(origin: string, { workspaceId, teamId, bearer }: Founded): Promise<AlertSeen[]> {
	const all: AlertSeen[] = [];
	const url = `${origin}/v1/desks/${teamId}/frames`;
	for (;;) {
		const authorization = `Bearer ${await bearer()}`;
		const [{ alerts, alertsTotal }] = welcome.parse(await answerOf(url, { headers: { authorization } })).frames;
		all.push(...alerts.map((alert) => seenAlert(workspaceId, alert)));
		const left = alerts.values();
		const acknowledgeSome = async () => {
			for (const { id } of left)
				await answerOf(url, {
					method: "POST",
					headers: { authorization, "content-type": "application/json" },
					body: JSON.stringify({ type: "acknowledge", clientId: crypto.randomUUID(), alertId: id }),
				});
		};
		if (alertsTotal > alerts.length) await Promise.all(Array.from({ length: ACKNOWLEDGED_AT_ONCE }, acknowledgeSome));
		if (alertsTotal <= alerts.length) return all;
	}
}

async function answerOf(url: string, init: RequestInit): Promise<unknown> {
	const answer = await fetch(url, init);
	if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
	return answer.json();
}

function seen({ id, connectionId, objectId, occurredAt, reference, summary }: z.infer<typeof eventIn>): SeenEvent {
	return { id, connectionId, objectId, occurredAt, words: `${reference}: ${summary}` };
}

function seenAlert(workspaceId: string, { id, ruleId, event }: z.infer<typeof alertIn>): AlertSeen {
	return { id, workspaceId, ruleId, connectionId: event.connectionId, objectId: event.objectId };
}
