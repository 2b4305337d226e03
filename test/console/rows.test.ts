import { expect, test } from "vitest";
import { inOrder, mergeRows, nameOf, rowsIn, waitingIn } from "../../src/console/desk/rows.ts";
import { together } from "../../src/console/desk/together.ts";
import { userId } from "../../src/protocol/ids.ts";
import { ADA, anAlert, aRow } from "./given.ts";

test("a conversation that two desks know is shown once, at its higher revision, whichever desk comes first", () => {
	const old = aRow("A", { revision: 4, teamId: "tem_0000000000000001" });
	const moved = aRow("A", { revision: 5, teamId: "tem_0000000000000002" });
	expect(mergeRows([[old], [moved]])).toEqual([moved]);
	expect(mergeRows([[moved], [old]])).toEqual([moved]);
});

test("the newest comes first", () => {
	const rows = mergeRows([
		[aRow("A", { lastAt: at(10) }), aRow("B", { lastAt: at(30) })],
		[aRow("C", { lastAt: at(20) })],
	]);
	expect(rows.map(({ customer }) => customer.name)).toEqual(["B", "C", "A"]);
});

test("in the order of waiting, who waits longest comes first and who does not wait comes last", () => {
	const rows = [
		aRow("answered", { waitingSince: null, lastAt: at(50) }),
		aRow("short", { waitingSince: at(40), lastAt: at(40) }),
		aRow("long", { waitingSince: at(10), lastAt: at(45) }),
	];
	expect(inOrder(rows, "longest").map(({ customer }) => customer.name)).toEqual(["long", "short", "answered"]);
	expect(inOrder(rows, "newest").map(({ customer }) => customer.name)).toEqual(["answered", "long", "short"]);
});

test("urgent ones come first and high ones next, in either order", () => {
	const rows = [
		aRow("new", { waitingSince: null, lastAt: at(50) }),
		aRow("high", { priority: "high", waitingSince: at(40), lastAt: at(40) }),
		aRow("urgent", { priority: "urgent", waitingSince: null, lastAt: at(10) }),
		aRow("waits", { waitingSince: at(5), lastAt: at(45) }),
	];
	const names = (order: "longest" | "newest") => inOrder(rows, order).map(({ customer }) => customer.name);
	expect(names("longest")).toEqual(["urgent", "high", "waits", "new"]);
	expect(names("newest")).toEqual(["urgent", "high", "new", "waits"]);
});

test("tabs hold mine, nobody's, everybody's", () => {
	const me = "usr_0000000000000001";
	const mine = aRow("mine", { assignee: { id: me, name: "Ada" } });
	const theirs = aRow("theirs", { assignee: { id: "usr_0000000000000002", name: "Bob" } });
	const nobodys = aRow("nobody's", { assignee: null });
	const rows = [mine, theirs, nobodys];
	expect(rowsIn(rows, "mine", me)).toEqual([mine]);
	expect(rowsIn(rows, "unassigned", me)).toEqual([nobodys]);
	expect(rowsIn(rows, "all", me)).toEqual(rows);
});

test("those who wait are counted", () => {
	expect(waitingIn([aRow("A", { waitingSince: at(1) }), aRow("B", { waitingSince: null })])).toBe(1);
});

test("a customer without a name is told apart by their e-mail or the end of their id", () => {
	expect(nameOf({ id: "cus_000000000000abcd", name: "Lin", email: "lin@example.cn" })).toBe("Lin");
	expect(nameOf({ id: "cus_000000000000abcd", name: null, email: "lin@example.cn" })).toBe("lin@example.cn");
	expect(nameOf({ id: "cus_000000000000abcd" })).toBe("Visitor abcd");
});

test("several desks together: rows and agents once, alerts newest first, the worst link, what is unlisted counted", () => {
	const ada = { id: userId.parse(ADA.id), name: ADA.name, away: false };
	const first = anAlert({ id: "alr_0000000000000001", raisedAt: at(10) });
	const second = anAlert({ id: "alr_0000000000000002", raisedAt: at(20) });
	const view = together([
		{ link: "live", rows: [aRow("A")], total: 3, alerts: [first], alertsTotal: 5, agents: [ada] },
		{ link: "offline", rows: [aRow("B")], total: 1, alerts: [second], alertsTotal: 1, agents: [ada] },
	]);
	expect(view.link).toBe("offline");
	expect(view.rows).toHaveLength(2);
	expect([view.unlisted, view.unlistedAlerts]).toEqual([2, 4]);
	expect(view.agents).toHaveLength(1);
	expect(view.alerts.map(({ id }) => id)).toEqual([second.id, first.id]);
});

function at(second: number): string {
	return new Date(Date.UTC(2026, 10, 23, 12, 0, second)).toISOString();
}
