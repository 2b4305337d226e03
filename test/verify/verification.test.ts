// `npm run verify` against a whole Heddle whose Postgres and objects are broken on purpose.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Heddle } from "../../scripts/heddle.ts";
import { connect } from "../../scripts/neon/endpoint.ts";
import { roleUrl } from "../../scripts/roles.ts";
import type { Difference } from "../../scripts/verify/differences.ts";
import { RunningSystem } from "../../scripts/verify/system.ts";
import { type Listed, verify } from "../../scripts/verify/verification.ts";
import { ConversationClient } from "../../src/client/conversation.ts";
import type { PublicEntry } from "../../src/protocol/entry.ts";
import { widgetSession } from "../../src/protocol/http.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AnsweringAgent, until } from "../widget/answering-agent.ts";

let heddle: Heddle;
let agent: AnsweringAgent;
let system: RunningSystem;
let workspaceId: string;
/** One that a desk shows, and one that is resolved: no desk knows it. */
let open: string;
let resolved: string;

beforeAll(async () => {
	heddle = await freshHeddle();
	agent = await AnsweringAgent.signIn(heddle);
	workspaceId = heddle.seeded?.businesses.nordlicht?.workspaceId ?? "";
	system = new RunningSystem({
		origin: heddle.workerOrigin,
		databaseUrl: heddle.database.ownerUrl,
		secret: heddle.secret,
	});
	open = await talk(["Where is my bike?", "Hello?", "Anybody?"]);
	resolved = await talk(["Thank you!"]);
	const client = await agent.answer("Thank you!");
	expect(await client.setStatus("resolved")).toEqual({ ok: true });
});
afterAll(async () => {
	agent?.leave();
	await heddle?.stop();
});

/** A visitor who writes this and leaves; answers with the conversation's id. */
async function talk(texts: string[]): Promise<string> {
	const made = await agent.http.post("/v1/widget/sessions", { inboxId: agent.inboxId });
	const { token, conversationId } = widgetSession.parse(made);
	const origin = heddle.workerOrigin;
	const visitor = new ConversationClient<PublicEntry>({
		...{ origin, conversationId, audience: "visitor" },
		token: async () => token,
	});
	for (const text of texts) visitor.send(text);
	await until(visitor, () => visitor.view.entries.length === texts.length || undefined);
	visitor.close();
	return conversationId;
}

/** Looks until all is well, for half a minute at the most. */
const patient = { looks: 60, wait: () => new Promise<void>((resolve) => setTimeout(resolve, 500)) };
/** Looks once: what is broken here does not mend itself. */
const once = { looks: 1, wait: async () => {} };

async function found(listed: Listed[] = []): Promise<Omit<Difference, "detail">[]> {
	const { differences } = await verify(system, listed, once);
	return differences.map(({ detail: _, ...one }) => one);
}

/** Another hand in the tables, as the Worker's role; answers with how to take it back. */
async function meddle(statement: string, values: unknown[]): Promise<void> {
	const sql = connect(roleUrl(heddle.database.ownerUrl, "heddle_app", heddle.secret));
	await sql.transaction([
		sql`select set_config('app.workspace_id', ${workspaceId}, true)`,
		sql.query(statement, values),
	]);
}

describe("verify", () => {
	it("finds that Postgres equals the objects, in every workspace, with what a desk and the list know", async () => {
		const { conversations, entries, differences } = await verify(
			system,
			[{ workspaceId, id: resolved, entries: 2 }],
			patient,
		);
		expect(differences).toEqual([]);
		expect(conversations).toBeGreaterThan(2);
		expect(entries).toBeGreaterThan(conversations);
	});

	it("finds a row that is missing, one that was changed, and a tail that is lost", async () => {
		await meddle("delete from entries where conversation_id = $1 and seq = 2", [open]);
		expect(await found()).toEqual([{ where: open, seq: 2, what: "not_in_postgres" }]);
		await meddle("delete from entries where conversation_id = $1 and seq = 3", [open]);
		await meddle(`update entries set content = '{"kind":"message","text":"Never mind"}' where conversation_id = $1`, [
			open,
		]);
		expect(await found()).toEqual([
			{ where: open, seq: 1, what: "different" },
			{ where: open, seq: 2, what: "not_in_postgres" },
			{ where: open, seq: 3, what: "not_in_postgres" },
		]);
	});

	it("finds a conversation's row that another hand has changed", async () => {
		await meddle("update conversations set status = 'open' where id = $1", [resolved]);
		expect(await found()).toContainEqual({ where: resolved, what: "row_different" });
	});

	it("finds a conversation that Postgres has lost wholly, by its desk; a resolved one by the list alone", async () => {
		for (const table of ["entries where conversation_id", "conversations where id"])
			for (const id of [open, resolved]) await meddle(`delete from ${table} = $1`, [id]);
		const byDesk = await found();
		expect(byDesk.filter(({ where }) => where === open).map(({ what }) => what)).toEqual([
			"not_in_postgres",
			"not_in_postgres",
			"not_in_postgres",
			"row_different",
		]);
		expect(byDesk.filter(({ where }) => where === resolved)).toEqual([]);
		const byList = await found([{ workspaceId, id: resolved }]);
		expect(byList).toContainEqual({ where: resolved, seq: 1, what: "not_in_postgres" });
	});

	it("finds what everybody has lost, by the list: a conversation, its end, and a whole workspace", async () => {
		const gone = "cnv_0000000000000000000000";
		const elsewhere = "wsp_0000000000000000000000";
		const listed = [
			{ workspaceId, id: gone },
			{ workspaceId: elsewhere, id: gone },
			{ workspaceId, id: open, entries: 9 },
		];
		const all = await found(listed);
		expect(all.filter(({ where }) => where === gone)).toEqual([
			{ where: gone, what: "not_in_object" },
			{ where: gone, what: "not_in_object" },
		]);
		expect(all).toContainEqual({ where: open, what: "fewer_than_listed" });
	});
});
