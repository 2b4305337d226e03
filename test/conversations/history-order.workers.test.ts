import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { newId } from "../../src/platform/ids.ts";
import { batchesOf, consume, storedEntries } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { databaseRequests } from "../support/server/outside.ts";

let home: Home;
let other: Home;

beforeAll(async () => {
	[home, other] = [await found("Yew"), await found("Box")];
});

const statements = z.object({ queries: z.array(z.object({ query: z.string(), params: z.array(z.unknown()) })) });

/** Customers who each began two conversations, of two workspaces, in no order. */
function batches() {
	const people = Array.from({ length: 8 }, (_, i) => ({ id: newId("customer"), verified: i % 2 === 0 }));
	return people.flatMap((customer, i) =>
		[1, 2].flatMap(() => batchesOf(i % 3 === 0 ? other : home, ["a word", "another"], { customer })),
	);
}

describe("history", () => {
	it("locks rows in one order, whatever order messages come in: workspaces, customers, conversations", async () => {
		const requests = databaseRequests();
		const all = batches();
		await consume("heddle-history", all.toReversed());
		const [store] = requests.filter((body) => body.includes("insert into"));
		const written = statements.parse(JSON.parse(store ?? "{}")).queries.map(({ query, params }) => ({
			table: query.match(/^insert into "(\w+)"/)?.[1] ?? (query.includes("set_config") ? "workspace" : ""),
			ids: params.map(String).filter((one) => /^(wsp|cus|cnv)_/.test(one)),
		}));
		const idsOf = (table: string, prefix: string) =>
			written.filter((one) => one.table === table).map(({ ids }) => ids.find((id) => id.startsWith(prefix)) ?? "");
		expect(idsOf("workspace", "wsp_")).toEqual([home.workspaceId, other.workspaceId].toSorted());
		for (const workspace of [home.workspaceId, other.workspaceId]) {
			const mine = written.filter(({ ids }) => ids.includes(workspace) && ids.length > 1);
			const tables = mine.map(({ table }) => table).filter((table) => table !== "entries");
			expect(tables.length).toBeGreaterThan(4);
			expect(tables).toEqual(tables.toSorted((a, b) => b.localeCompare(a)));
			for (const [table, prefix] of [
				["customers", "cus_"],
				["conversations", "cnv_"],
			] as const) {
				const ids = mine.filter((one) => one.table === table).map((one) => one.ids.find((id) => id.startsWith(prefix)));
				expect(ids).toEqual(ids.toSorted());
			}
		}
	});

	it("of the same rows in opposite orders at once is stored by both, and neither locks the other out", async () => {
		for (let round = 0; round < 5; round++) {
			const all = batches();
			const both = await Promise.all([consume("heddle-history", all), consume("heddle-history", all.toReversed())]);
			expect(both.map(({ retried }) => retried)).toEqual([[], []]);
			const [first] = all;
			expect(
				first && (await storedEntries(first.workspaceId === home.workspaceId ? home : other, first.conversation.id)),
			).toHaveLength(2);
		}
	});
});
