import { describe, expect, it } from "vitest";
import { z } from "zod";
import { connections } from "../../src/db/schema/connection.ts";
import { rules } from "../../src/db/schema/event.ts";
import { inboxes } from "../../src/db/schema/inbox.ts";
import { idempotencyKeys } from "../../src/db/schema/workspace.ts";
import { connection } from "../../src/protocol/connections.ts";
import { inbox, workspace } from "../../src/protocol/http.ts";
import { claimsIn } from "../support/server/claims.ts";
import { expectFaults } from "../support/server/faults.ts";
import { found } from "../support/server/home.ts";
import { failStatements } from "../support/server/outside.ts";
import { Person } from "../support/server/person.ts";

const listed = z.object({ data: z.array(inbox) });

/** Postgres breaks off at that statement, once the founder has asked. */
async function brokenOff(statement: RegExp) {
	const founder = await new Person("Founder").signUp();
	const headers = { "idempotency-key": crypto.randomUUID() };
	const found = (body: object) => founder.ask("POST", "/v1/workspaces", { body, headers });
	const faults = expectFaults();
	const broken = failStatements(statement);
	expect((await found({ name: "Oak", jurisdiction: "eu" })).status).toBeGreaterThanOrEqual(500);
	broken.end();
	expect(faults.events()).toContain("request_failed");
	return { founder, found };
}

describe("a founding that was broken off", () => {
	it("before its tenant was made is finished by whoever comes into the workspace, where it was meant to be", async () => {
		const { founder } = await brokenOff(/insert into "workspaces"/);
		expect((await founder.me()).workspace?.name).toBe("Oak");
		const claims = await claimsIn(await founder.ticket(), "agent");
		expect(claims.jurisdiction).toBe("eu");
		const { data } = await founder.get("/v1/inboxes", listed);
		expect(data.map(({ name, teamId }) => ({ name, teamId }))).toEqual([{ name: "Oak", teamId: claims.teams[0] }]);
	});

	it.each([
		["tenant", /insert into "workspaces"/],
		["owner", /insert into "auth"."member"/],
		["team", /insert into "auth"."team" /],
	])("before its %s was made is finished by the same request, which is told what there is", async (_, statement) => {
		const { founder, found } = await brokenOff(statement);
		const repeats = [];
		for (const jurisdiction of ["eu", "us"]) {
			const answer = await found({ name: "Oak", jurisdiction });
			expect(answer.status).toBe(201);
			repeats.push(workspace.parse(await answer.json()));
		}
		expect(repeats[0]).toMatchObject({ name: "Oak", jurisdiction: "eu" });
		expect(repeats[1]).toEqual(repeats[0]);
		expect((await founder.me()).workspaces).toMatchObject([{ id: repeats[0]?.id, role: "owner" }]);
		expect((await founder.get("/v1/inboxes", listed)).data).toHaveLength(1);
		expect((await founder.me()).teams).toHaveLength(1);
	});
});

describe("a creating request that died between its row and its answer", () => {
	it.each(["/v1/rules", "/v1/inboxes", "/v1/connections"])("makes one at %s, when it is sent again", async (path) => {
		const home = await found("Oak");
		const bodies: Record<string, object> = {
			"/v1/rules": {
				name: "Once",
				enabled: true,
				kinds: ["order.created"],
				any: [],
				actions: [{ type: "alert", severity: "info" }],
			},
			"/v1/inboxes": {
				name: "Once",
				teamId: home.teamId,
				origins: [],
				colour: "#000000",
				greetings: {},
				identityRequired: false,
			},
			"/v1/connections": {
				connector: "erpnext",
				name: "Once",
				settings: { url: "https://oak.erp.example", apiKey: "key-of-oak", apiSecret: "secret-of-oak" },
			},
		};
		const headers = { "idempotency-key": crypto.randomUUID() };
		const make = () => home.owner.ask("POST", path, { body: bodies[path] ?? {}, headers });
		const faults = expectFaults();
		const broken = failStatements(/update "idempotency_keys"/);
		expect((await make()).status).toBe(503);
		broken.end();
		expect(faults.events()).toEqual(["request_failed"]);
		await home.db.query((db) => db.update(idempotencyKeys).set({ createdAt: new Date(Date.now() - 61_000) }));
		const answer = await make();
		const text = await answer.text();
		expect([answer.status, text]).toEqual([201, expect.any(String)]);
		const stored = await home.db.batch((db) => [
			db.select({ id: rules.id }).from(rules),
			db.select({ id: inboxes.id }).from(inboxes),
			db.select({ id: connections.id }).from(connections),
		]);
		const made = stored
			.flat()
			.map(({ id }) => String(id))
			.filter((id) => id !== home.inboxId);
		expect(made).toEqual([z.looseObject({ id: z.string() }).parse(JSON.parse(text)).id]);
	});

	it("shows the secret that counts: the one that Heddle made for the answer that came", async () => {
		const home = await found("Oak");
		const headers = { "idempotency-key": crypto.randomUUID() };
		const body = {
			connector: "erpnext",
			name: "Once",
			settings: { url: "https://oak.erp.example", apiKey: "key-of-oak", apiSecret: "secret-of-oak" },
		};
		const make = () => home.owner.ask("POST", "/v1/connections", { body, headers });
		const faults = expectFaults();
		const broken = failStatements(/update "idempotency_keys"/);
		await make();
		broken.end();
		expect(faults.events()).toEqual(["request_failed"]);
		await home.db.query((db) => db.update(idempotencyKeys).set({ createdAt: new Date(Date.now() - 61_000) }));
		const made = connection.extend({ hookSecret: z.string() }).parse(await (await make()).json());
		expect(made.hookSecretSet).toBe(true);
		const [row] = await home.db.query((db) => db.select({ secrets: connections.hookSecrets }).from(connections));
		expect(row?.secrets).toHaveLength(1);
	});
});
