// The sandbox's warranty register, its connector, and the guide's mapping: each customer's answer becomes items.
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withMapping } from "../../src/connections/mapped-system.ts";
import type { Drift, SystemFetch } from "../../src/connectors/connector.ts";
import { mappedRest } from "../../src/connectors/mapped-rest/connector.ts";
import { openPlayground, type Playground } from "./playground.ts";

let playground: Playground;
beforeEach(async () => {
	playground = await openPlayground();
});
afterEach(() => playground.close());

const guide = readFileSync(new URL("../../src/connectors/mapped-rest/README.md", import.meta.url), "utf8");
const MAPPING = /```jsonata\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";

function connected(tenant: "loom" | "nordlicht", mapping: string | null) {
	const { credentials } = playground.sandbox.tenants[tenant];
	const settings = mappedRest.settings.parse({
		url: "https://register.example.com/api/owners/{email}",
		auth: "header",
		name: "X-Api-Key",
		secret: credentials["mapped-rest"].apiKey,
		origin: playground.sandbox.systems["mapped-rest"],
	});
	const fetchSystem: SystemFetch = async ({ path, headers = {} }) => {
		const { status, headers: given, ...answer } = await fetched(mappedRest.origin(settings) + path, headers);
		return { status, headers: given, json: answer.json };
	};
	const drifts: Drift[] = [];
	const samples: unknown[] = [];
	const ports = {
		now: () => 0,
		drifted: (drift: Drift) => void drifts.push(drift),
		sampled: (input: unknown) => void samples.push(input),
	};
	const system = withMapping({ connector: mappedRest, settings, fetchSystem }, { mapping }, ports);
	if (!system) throw new Error("no system");
	const lookup = (email: string) => system.connector.lookup({ email }, settings, fetchSystem);
	return { lookup, drifts, samples, test: () => mappedRest.test(settings, fetchSystem) };
}

async function fetched(url: string, headers: Record<string, string>) {
	const answer = await fetch(url, { headers });
	return { status: answer.status, headers: answer.headers, json: await answer.json() };
}

test("every customer of both businesses gets items, and they differ", async () => {
	let shown = 0;
	for (const tenant of ["loom", "nordlicht"] as const) {
		const { lookup } = connected(tenant, MAPPING);
		for (const { email } of playground.sandbox.tenants[tenant].customers) {
			const found = await lookup(email);
			if (!found.ok) throw new Error(found.reason);
			shown += found.items.length;
		}
	}
	expect(shown).toBeGreaterThan(20);
	const both = "lena.hoffmann@example.com";
	expect(await connected("loom", MAPPING).lookup(both)).not.toEqual(await connected("nordlicht", MAPPING).lookup(both));
	expect(await connected("loom", MAPPING).lookup("nobody@example.com")).toEqual({ ok: true, found: false, items: [] });
});

test("passes its self-test, and without a mapping says that there is none, having taken a sample", async () => {
	const { lookup, samples, test } = connected("loom", null);
	expect((await test()).filter(({ ok }) => !ok)).toEqual([]);
	const found = await lookup("lena.hoffmann@example.com");
	expect(found).toMatchObject({ ok: false, reason: expect.stringContaining("no mapping yet") });
	expect(found).not.toHaveProperty("drift");
	expect(samples).toMatchObject([{ answers: [{ json: { owner: { name: "Lena Hoffmann" } } }], items: [] }]);
});

test("an answer that a mapping cannot read is drift, and one that fails is the connector's failure", async () => {
	const { lookup } = connected("loom", `${MAPPING.trim()} ~> function($items){ $items[0].subject + 1 }`);
	expect(await lookup("eleanor.hartley@example.com")).toMatchObject({
		ok: false,
		drift: { path: "mapping", before: "items" },
	});
	for (const mode of ["failing", "rate_limited"]) {
		await playground.control("PUT", "tenants/loom/systems/mapped-rest", { mode });
		const failed = await connected("loom", MAPPING).lookup("lena.hoffmann@example.com");
		expect(failed).toMatchObject({ ok: false, reason: expect.stringMatching(/\w{3}/) });
		expect(failed).not.toHaveProperty("drift");
	}
});
