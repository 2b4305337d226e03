import { expect, test } from "vitest";
import { resolved, writtenIn } from "../../src/console/customer/written.ts";
import { ADA, aCard, anEntry, anOrder, aParcel } from "./given.ts";

const VISITOR = { kind: "visitor", id: "vis_0000000000000001" };
const says = (seq: number, text: string, author: object = VISITOR) => anEntry(seq, author, { kind: "message", text });

test("numbers are those that the visitor wrote, the newest first, each once", () => {
	const entries = [
		says(1, "where is #1042?"),
		says(2, "you mean #2000?", { kind: "agent", ...ADA }),
		anEntry(3, { kind: "agent", ...ADA }, { kind: "note", text: "#3000" }),
		says(4, "and #1043, also #1042"),
	];
	expect(writtenIn(entries)).toEqual(["1043", "1042"]);
	expect(writtenIn(Array.from({ length: 60 }, (_, i) => says(i + 1, `#${1000 + i}`)))).toHaveLength(20);
});

test("what is on one of the customer's cards leads there; what no card has is what the workspace knows", () => {
	const card = aCard({ items: [anOrder("1042"), aParcel("17")] });
	const unconfirmed = { state: "unconfirmed" as const, number: "77" };
	const found = resolved(["1042", "JD0117", "77", "88"], [card], [{ ...unconfirmed, number: "1042" }, unconfirmed]);
	expect(found).toMatchObject([
		{ state: "on_card", number: "1042", place: `${card.connectionId} order 1042` },
		{ state: "on_card", number: "JD0117", place: `${card.connectionId} parcel 17` },
		unconfirmed,
	]);
	expect(found).toHaveLength(3);
});
