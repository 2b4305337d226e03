import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { connectorInfo, connectors } from "../../src/connectors/registry.ts";
import * as connections from "../../src/protocol/connections.ts";
import { fixture } from "./fake-system.ts";

const room = new URL("../../src/connectors/", import.meta.url);
const folders = readdirSync(room, { withFileTypes: true }).flatMap((entry) =>
	entry.isDirectory() ? [entry.name] : [],
);

it("every folder of a connector stands in the registry, and nothing else does", () => {
	expect(folders.length).toBeGreaterThan(0);
	expect([...connectors.keys()].toSorted()).toEqual(folders.toSorted());
});

describe.each(folders)("the folder %s", (name) => {
	const connector = connectors.get(name);
	const path = (file: string) => new URL(`${name}/${file}`, room);

	it("is a whole connector with its guide", () => {
		expect(connector?.name).toBe(name);
		for (const file of ["connector.ts", "settings.ts", "lookup.ts", "answers.ts"])
			expect(existsSync(path(file)), file).toBe(true);
		for (const file of ["verify.ts", "translate.ts"])
			expect(existsSync(path(file)), file).toBe(connector?.hooks != null && !connector.hooks.unsigned);
		const guide = readFileSync(path("README.md"), "utf8");
		expect(guide).toContain(`# ${connector?.title}\n`);
		expect(guide).toContain("## Set up");
		expect(guide.includes("## Webhooks")).toBe(connector?.hooks !== null);
	});

	it("has fixtures that name where their shape comes from", () => {
		const names = readdirSync(path("fixtures/"));
		expect(names.length).toBeGreaterThan(0);
		for (const file of names) expect(fixture(name, file).source).toMatch(/^https:/);
	});

	it("shows the set-up screen a form without secrets in it, whose every field the settings know", () => {
		if (!connector) throw new Error(`no connector ${name}`);
		const info = connections.connector.parse(connectorInfo(connector));
		expect(JSON.parse(JSON.stringify(info))).toEqual(info);
		const empty = connector.settings.safeParse({});
		const missing = empty.success ? [] : empty.error.issues.map(({ path }) => String(path[0]));
		expect(missing.toSorted()).toEqual(info.fields.flatMap(({ key, required }) => (required ? [key] : [])).toSorted());
		expect(info.fields.some(({ key }) => key === "origin")).toBe(false);
	});
});
