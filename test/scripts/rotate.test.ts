import { afterEach, beforeEach, expect, test } from "vitest";
import { connect } from "../../scripts/neon/endpoint.ts";
import { rotate } from "../../scripts/rotate.ts";
import { newSecret } from "../../src/platform/keys.ts";
import { open, seal } from "../../src/platform/seal.ts";
import { newEnvelope, openEnvelope } from "../../src/workspaces/envelope.ts";
import { type MigratedDatabase, migratedDatabase, TEST_SECRET } from "../support/database.ts";

const secret = newSecret();
const old = { HEDDLE_SECRET: TEST_SECRET };
const both = { HEDDLE_SECRET: secret, HEDDLE_SECRET_PREVIOUS: TEST_SECRET };
const alone = { HEDDLE_SECRET: secret };

let database: MigratedDatabase;
beforeEach(async () => {
	database = await migratedDatabase();
});
afterEach(() => database.close());

const turn = (log?: (line: string) => void) =>
	rotate({ ownerUrl: database.ownerUrl, secret, previousSecret: TEST_SECRET, ...(log && { log }) });

async function found(id: string, dataKey: string | null): Promise<void> {
	await connect(
		database.authUrl,
	)`insert into auth.organization (id, name, slug, created_at) values (${id}, ${id}, ${id}, now())`;
	if (dataKey === null) return;
	const sql = connect(database.appUrl);
	await sql.transaction([
		sql`select set_config('app.workspace_id', ${id}, true)`,
		sql`insert into workspaces (id, jurisdiction, default_team_id, data_key) values (${id}, 'none', 'tem_1', ${dataKey})`,
	]);
}

async function envelopeOf(id: string): Promise<string> {
	const sql = connect(database.appUrl);
	const [, rows] = await sql.transaction([
		sql`select set_config('app.workspace_id', ${id}, true)`,
		sql`select data_key from workspaces where id = ${id}`,
	]);
	return String(rows?.[0]?.data_key);
}

test("every data key comes under the new secret, and what it has sealed opens as before", async () => {
	const ids = Array.from({ length: 19 }, (_, n) => `wsp_${n}`);
	const sealed = new Map<string, string>();
	for (const id of ids) {
		const envelope = await newEnvelope(old, id);
		sealed.set(id, await seal(await openEnvelope(old, id, envelope), [id, "thing"], `secret of ${id}`));
		await found(id, envelope);
	}
	await found("wsp_broken_off", null);

	const lines: string[] = [];
	expect(await turn((line) => lines.push(line))).toEqual({ workspaces: 20, renewed: 19 });
	expect(lines.slice(0, 3)).toEqual([
		expect.stringContaining("8 of 20"),
		expect.stringContaining("16 of 20"),
		expect.stringContaining("20 of 20"),
	]);
	for (const id of ids) {
		const envelope = await envelopeOf(id);
		const key = await openEnvelope(alone, id, envelope);
		expect(await open(key, [id, "thing"], sealed.get(id) ?? "")).toBe(`secret of ${id}`);
		await expect(openEnvelope(old, id, envelope)).rejects.toThrow();
	}
});

test("broken off halfway it is taken up again, and a third run has nothing to do", async () => {
	await found("wsp_done", await newEnvelope(both, "wsp_done"));
	await found("wsp_left", await newEnvelope(old, "wsp_left"));
	const done = await envelopeOf("wsp_done");
	expect(await turn()).toEqual({ workspaces: 2, renewed: 1 });
	expect(await envelopeOf("wsp_done")).toBe(done);
	expect(await turn()).toEqual({ workspaces: 2, renewed: 0 });
});

test("a key of a third secret, or of another workspace, is named and left alone; the others are done", async () => {
	const foreign = await newEnvelope({ HEDDLE_SECRET: newSecret() }, "wsp_foreign");
	const stolen = await newEnvelope(old, "wsp_good");
	await found("wsp_foreign", foreign);
	await found("wsp_thief", stolen);
	await found("wsp_good", await newEnvelope(old, "wsp_good"));
	await expect(turn()).rejects.toThrow("wsp_foreign, wsp_thief");
	expect(await envelopeOf("wsp_foreign")).toBe(foreign);
	expect(await envelopeOf("wsp_thief")).toBe(stolen);
	await openEnvelope(alone, "wsp_good", await envelopeOf("wsp_good"));
});
