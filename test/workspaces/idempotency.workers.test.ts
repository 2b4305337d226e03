import { and, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { rules } from "../../src/db/schema/event.ts";
import { idempotencyKeys } from "../../src/db/schema/workspace.ts";
import { identitySecret, workspace } from "../../src/protocol/http.ts";
import { rule } from "../../src/protocol/rules.ts";
import { call, ORIGIN, refusalOf } from "../support/server/call.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { Person } from "../support/server/person.ts";
import { ROUTES } from "../support/server/route-table.ts";

let home: Home;

beforeAll(async () => {
	home = await found("Oak");
});

const body = (name: string) => ({
	name,
	enabled: true,
	kinds: ["order.created"],
	any: [],
	actions: [{ type: "alert", severity: "info" }],
});
const make = (name: string, key: string, person: Person = home.owner) =>
	person.ask("POST", "/v1/rules", { body: body(name), headers: { "idempotency-key": key } });
const named = async (name: string) =>
	(await home.db.query((db) => db.select().from(rules))).filter(({ settings }) => settings.name === name);

describe("the same key", () => {
	it("with the same body gives the same answer, and makes one", async () => {
		const key = crypto.randomUUID();
		const [first, repeat] = [await make("one", key), await make("one", key)];
		expect([first.status, repeat.status]).toEqual([201, 201]);
		expect([first.headers.get("idempotency-replayed"), repeat.headers.get("idempotency-replayed")]).toEqual([
			null,
			"true",
		]);
		expect(rule.parse(await repeat.json())).toEqual(rule.parse(await first.json()));
		expect(await named("one")).toHaveLength(1);
	});

	it("with another body is refused", async () => {
		const key = crypto.randomUUID();
		await make("first", key);
		expect(await refusalOf(await make("second", key))).toBe("422 idempotency_mismatch");
		expect(await named("second")).toEqual([]);
	});

	it("at the same moment makes one; the others get its answer, or are told to wait", async () => {
		const key = crypto.randomUUID();
		const answers = await Promise.all(Array.from({ length: 6 }, () => make("race", key)));
		expect(await named("race")).toHaveLength(1);
		for (const answer of answers)
			expect(answer.status === 201 ? "201" : await refusalOf(answer)).toMatch(/^(201|409 idempotency_in_progress)$/);
		expect((await make("race", key)).status).toBe(201);
	});

	it("after a refusal may be used for a better request", async () => {
		const key = crypto.randomUUID();
		expect(await refusalOf(await make("", key))).toBe("422 invalid_request");
		expect((await make("better", key)).status).toBe(201);
	});

	it("of another person, or for another address, is another key", async () => {
		const ann = await invite(home, "Ann", "admin");
		const key = crypto.randomUUID();
		const ids = [await make("mine", key), await make("mine", key, ann)].map(
			async (answer) => rule.parse(await answer.json()).id,
		);
		expect(new Set(await Promise.all(ids)).size).toBe(2);
	});

	it("founds one workspace, however often it is sent", async () => {
		const founder = await new Person("Founder").signUp();
		const headers = { "idempotency-key": crypto.randomUUID() };
		const ask = async () =>
			workspace.parse(await (await founder.ask("POST", "/v1/workspaces", { body: { name: "Once" }, headers })).json());
		expect((await ask()).id).toBe((await ask()).id);
		expect((await founder.me()).workspaces).toHaveLength(1);
	});
});

describe("an answer that shows a secret", () => {
	it("is kept sealed, and comes again to the same key alone", async () => {
		const path = `/v1/inboxes/${home.inboxId}/identity-secret`;
		const key = crypto.randomUUID();
		const ask = async (which: string) => {
			const answer = await home.owner.ask("POST", path, { headers: { "idempotency-key": which } });
			return identitySecret.parse(await answer.json()).identitySecret;
		};
		const secret = await ask(key);
		expect(await ask(key)).toBe(secret);
		expect(await ask(crypto.randomUUID())).not.toBe(secret);
		const [kept] = await home.db.query((db) =>
			db
				.select()
				.from(idempotencyKeys)
				.where(and(eq(idempotencyKeys.workspaceId, home.workspaceId), eq(idempotencyKeys.key, key))),
		);
		expect(kept?.answer).toBeTruthy();
		expect(kept?.answer).not.toContain(secret);
	});
});

describe("without a key", () => {
	const creating = ["POST /v1/workspaces", "POST /v1/inboxes", "POST /v1/connections", "POST /v1/rules"];
	it.each(creating)("%s is refused", async (name) => {
		const none = { conversationId: "", customerId: "", connectionId: "", ruleId: "", letterId: "", receiptId: "" };
		const given = ROUTES[name]?.body?.({ home, ...none });
		const answer = await call(name.split(" ")[1] ?? "", {
			method: "POST",
			headers: { cookie: home.owner.cookie, origin: ORIGIN },
			body: given ?? {},
		});
		expect(await refusalOf(answer)).toBe("400 idempotency_key_required");
	});

	it("each creating route of the table is among these", () => {
		const made = Object.entries(ROUTES).filter(([name, row]) => name.startsWith("POST") && row.foreign === "201");
		expect(z.array(z.string()).parse(creating)).toEqual(expect.arrayContaining(made.map(([name]) => name)));
	});
});
