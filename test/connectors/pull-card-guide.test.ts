// The pull card for who writes the endpoint: the page of the contract is true, and the endpoint to copy works as it stands.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SystemFetch } from "../../src/connectors/connector.ts";
import { pullCard } from "../../src/connectors/pull-card/connector.ts";
import { item } from "../../src/protocol/card.ts";
import { pullCardAnswer, pullCardField } from "../../src/protocol/pull-card.ts";
import { fixture } from "./fake-system.ts";

const SECRET = `whsec_${"c2VjcmV0".repeat(6)}`;
const LENA = { externalId: "1042", email: "lena@example.com" };

describe("the page of the contract", () => {
	const page = readFileSync(new URL("../../docs/pull-card.md", import.meta.url), "utf8");

	it("has an answer that is one, which the fixture repeats", () => {
		const example = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? "");
		expect(pullCardAnswer.safeParse(example).error).toBeUndefined();
		expect(fixture("pull-card", "cards.json").body).toEqual(example);
	});

	it("names every field of the schema", () => {
		for (const name of Object.keys(pullCardField.shape)) expect(page).toContain(`| \`fields[].${name}\` |`);
		const card = Object.keys(fixtureCard());
		expect(card).toHaveLength(5);
		for (const name of card) expect(page).toContain(`| \`cards[].${name}\` |`);
		for (const name of Object.keys(pullCardAnswer.shape)) expect(page).toContain(`| \`${name}\` |`);
	});

	const fixtureCard = (): object => pullCardAnswer.parse(fixture("pull-card", "cards.json").body).cards[0] ?? {};
});

describe("the endpoint to copy from the guide", () => {
	const folder = mkdtempSync(join(tmpdir(), "pull-card-"));
	let endpoint: ChildProcess;
	let origin = "";
	const OLD = `whsec_${"b2xkb2xk".repeat(5)}`;

	beforeAll(async () => {
		const guide = readFileSync(new URL("../../src/connectors/pull-card/README.md", import.meta.url), "utf8");
		const program = /```js\n(.*?)```/s.exec(guide)?.[1] ?? "";
		const file = join(folder, "pull-card.mjs");
		writeFileSync(file, program);
		const env = { PATH: process.env.PATH, PORT: "0", HEDDLE_SECRET: `${OLD} ${SECRET}` };
		endpoint = spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "inherit"] });
		if (!endpoint.stdout) throw new Error("the endpoint says nothing");
		for await (const line of createInterface(endpoint.stdout)) {
			origin = `http://127.0.0.1:${line.split(" ").at(-1)}`;
			break;
		}
	});
	afterAll(() => {
		endpoint.kill();
		rmSync(folder, { recursive: true });
	});

	const fetchSystem: SystemFetch = async ({ method = "GET", path, headers = {}, text }) => {
		const answer = await fetch(origin + path, { method, headers, ...(text && { body: text.body }) });
		return { status: answer.status, headers: answer.headers, json: await answer.json() };
	};
	const at = (secret: string) => pullCard.settings.parse({ url: "https://api.example.com/card", secret });

	it("passes the test, with the new secret and with the one before", async () => {
		for (const secret of [SECRET, OLD]) {
			const lines = await pullCard.test(at(secret), fetchSystem);
			expect(lines.map(({ ok }) => ok)).toEqual([true, true, true]);
		}
	});

	it("answers for its customer, by id and by address, and for no other", async () => {
		const ask = (keys: object) => pullCard.lookup(keys, at(SECRET), fetchSystem);
		const byId = await ask({ externalId: "1042" });
		if (!byId.ok) throw new Error(byId.reason);
		expect(byId.items.map((one) => item.parse(one))).toMatchObject([
			{
				type: "fields",
				title: "Loyalty card",
				fields: [{ value: "Gold" }, { value: "1250" }, {}, { sensitive: true }],
			},
		]);
		expect(await ask({ email: "Lena@example.com" })).toMatchObject({ found: true });
		expect(await ask({ externalId: "1043", email: "eve@example.com" })).toMatchObject({ found: false });
	});

	it("refuses another secret, an old question and one that was changed on its way", async () => {
		const wrong = await pullCard.lookup(LENA, at(`whsec_${"d3Jvbmch".repeat(5)}`), fetchSystem);
		expect(wrong).toMatchObject({ ok: false, reason: expect.stringContaining("signature") });
		const body = JSON.stringify({ customer: LENA });
		const send = async (atMs: number, sent: string) => {
			const id = "msg_1";
			const timestamp = new Date(atMs);
			const headers = {
				"webhook-id": id,
				"webhook-timestamp": String(Math.floor(atMs / 1000)),
				"webhook-signature": new Webhook(SECRET).sign(id, timestamp, body),
			};
			return (await fetch(origin, { method: "POST", headers, body: sent })).status;
		};
		expect(await send(Date.now(), body)).toBe(200);
		expect(await send(Date.now() - 301_000, body)).toBe(401);
		expect(await send(Date.now() + 310_000, body)).toBe(401);
		expect(await send(Date.now(), body.replace("1042", "1043"))).toBe(401);
		expect((await fetch(origin, { method: "POST", body })).status).toBe(401);
	});

	it("takes no body without end", async () => {
		const answer = await fetch(origin, { method: "POST", body: "x".repeat(70_000) }).catch(() => undefined);
		expect(answer?.status ?? 413).toBe(413);
	});
});
