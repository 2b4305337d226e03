// Mappings: what comes out of them, what is wrong with them in words, and that no mapping runs long or far.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { problemOf, runMapping } from "../../src/connections/mapping.ts";
import { type MappingInput, MOST_INPUT } from "../../src/connections/mapping-input.ts";
import { MOST_SOURCE } from "../../src/connections/mapping-source.ts";
import { REFUSED_FUNCTIONS } from "../../src/connections/mapping-syntax.ts";
import {
	MOST_DEPTH,
	MOST_LIST,
	MOST_MADE,
	MOST_TEXT,
	MOST_VALUE,
	MOST_WORK,
	STEP,
} from "../../src/connections/mapping-work.ts";

const NOW = Date.parse("2026-11-25T12:00:00Z");
const loyalty: MappingInput = {
	answers: [
		{
			path: "/v1/members",
			json: { member: { id: 7, tier: "gold", points: 1250, since: "2024-03-01", eval: "just a word" } },
		},
	],
	items: [],
};

function run(source: string, input = loyalty) {
	return runMapping(source, input, NOW);
}

async function itemsOf(source: string, input = loyalty) {
	const mapped = await run(source, input);
	if (!mapped.ok) throw new Error(mapped.message);
	return mapped.items;
}

test("an answer becomes labelled values", async () => {
	const source = `answers[0].json.member.{
		"type": "fields",
		"id": id,
		"title": "Loyalty",
		"fields": [
			{ "label": "Points", "value": points, "type": "number" },
			{ "label": "Tier", "value": $uppercase(tier), "tone": tier = "gold" ? "good" : "neutral" },
			{ "label": "Since", "value": since, "type": "date" }
		]
	}`;
	expect(problemOf(source)).toBeUndefined();
	expect(await itemsOf(source)).toEqual([
		{
			type: "fields",
			id: "7",
			title: "Loyalty",
			fields: [
				{ key: "Points", label: "Points", value: "1250", type: "number" },
				{ key: "Tier", label: "Tier", value: "GOLD", tone: "good" },
				{ key: "Since", label: "Since", value: "2024-03-01", type: "date" },
			],
		},
	]);
});

test("what is meant is taken: short fields, states as text, money as text, days and Unix time as moments", async () => {
	expect(await itemsOf(`{ "fields": { "Points": 12, "Nothing": null, "VIP": true } }`)).toEqual([
		{
			type: "fields",
			id: "0",
			title: "More",
			fields: [
				{ key: "Points", label: "Points", value: "12" },
				{ key: "VIP", label: "VIP", value: "true" },
			],
		},
	]);
	expect(
		await itemsOf(`{
			"type": "order", "reference": "#10", "placedAt": 1764000000, "total": "12.50 eur", "payment": "Paid",
			"fulfilment": { "label": "Late", "tone": "bad" }, "href": "javascript:alert(1)", "lines": { "title": "Loom" }
		}`),
	).toEqual([
		{
			type: "order",
			id: "#10",
			reference: "#10",
			placedAt: "2025-11-24T16:00:00.000Z",
			total: { amount: 1250, currency: "EUR" },
			payment: { label: "Paid", tone: "neutral" },
			fulfilment: { label: "Late", tone: "bad" },
			lines: [{ title: "Loom", quantity: 1 }],
			parcels: [],
		},
	]);
	expect(
		await itemsOf(`{ "type": "ticket", "id": 3, "subject": "Help", "state": "Open", "updatedAt": "2026-01-02 03:04" }`),
	).toMatchObject([{ reference: "3", updatedAt: "2026-01-02T03:04:00.000Z" }]);
});

test("all shapes of a card can be made", async () => {
	const made = await itemsOf(`[
		{ "type": "delivery", "id": 1, "postedAt": "2026-11-01", "state": "Sent" },
		{ "type": "contact", "id": 2, "name": "Ada", "tags": "vip" },
		{ "type": "parcel", "id": 3, "state": "On its way", "updatedAt": "2026-11-01" },
		{ "type": "payment", "id": 4, "at": "2026-11-01", "amount": { "amount": 9.99, "currency": "EUR" }, "state": "Paid" },
		{ "type": "course", "title": "Weaving", "progress": "40", "state": "Under way", "nextStep": { "title": "Warp", "dueAt": "2026-12-01" } }
	]`);
	expect(made.map(({ type }) => type).toSorted()).toEqual(["contact", "course", "delivery", "parcel", "payment"]);
	expect(made.find(({ type }) => type === "payment")).toMatchObject({ amount: { amount: 999, currency: "EUR" } });
});

test("the connector's own items can be read, and time is the look-up's", async () => {
	const items = await itemsOf(`{ "fields": { "Tickets": $count(items[type = "ticket"]), "At": $now() } }`, {
		answers: [],
		items: [
			{
				type: "ticket",
				id: "1",
				reference: "#1",
				subject: "Late",
				state: { label: "Open", tone: "warn" },
				updatedAt: "2026-11-25T09:00:00.000Z",
			},
		],
	});
	expect(items).toMatchObject([{ fields: [{ value: "1" }, { value: "2026-11-25T12:00:00.000Z" }] }]);
});

test("functions are handed on, also in a function's last place", async () => {
	const source = `{ "fields": { "A": $join($map([1..3], function(){ $join($map([1..3], $string)) }), "-") } }`;
	expect(await itemsOf(source)).toMatchObject([{ fields: [{ value: "123-123-123" }] }]);
});

test("numbers and dates are written as a country writes them", async () => {
	const source = `{ "fields": {
		"A": $formatNumber(1234.5, "#.##0,00", { "decimal-separator": ",", "grouping-separator": "." }),
		"B": $formatNumber(0.5, "0%"),
		"C": $fromMillis(1764000000000, "[D01].[M01].[Y0001]", "+0100")
	} }`;
	expect(await itemsOf(source)).toMatchObject([
		{ fields: [{ value: "1.234,50" }, { value: "50%" }, { value: "24.11.2025" }] },
	]);
});

test("nothing is no item, and of many the ten most urgent are shown", async () => {
	expect(await run("answers.json.nobody")).toEqual({ ok: true, items: [], notes: [] });
	const many = await run(
		`[1..60].{ "type": "ticket", "id": $, "subject": "T", "state": "Open", "updatedAt": "2026-11-25" }`,
	);
	expect(many).toMatchObject({ ok: true, notes: ["50 more: a card shows the 10 most urgent."] });
	expect(many.ok && many.items.length).toBe(10);
});

test.each([
	["answers[0].json.member.{", { line: 1, column: 25, message: /end of expression/ }],
	['{\n  "type": "ticket",\n  "subject": $upper("a")\n}', { line: 3, message: /function/ }],
	["answers.json.member.tier + 1", { line: 1, column: 27, message: /number/ }],
	["42", { path: "0", message: /object with a type/ }],
	['{ "type": "loyalty" }', { path: "0.type", message: /one of order, delivery/ }],
	[
		'{ "type": "ticket", "id": 1, "state": "Open", "updatedAt": "2026-11-25" }',
		{ path: "0.subject", message: /missing/ },
	],
	[
		'[{ "type": "ticket", "id": 1, "subject": "a", "state": "Open", "updatedAt": "soon" }]',
		{ path: "0.updatedAt", message: /moment/ },
	],
	[
		'{ "type": "order", "id": 1, "placedAt": "2026-11-25", "total": 12, "payment": "a", "fulfilment": "b" }',
		{ path: /^0\.total/, message: /12\.50 EUR/ },
	],
])(
	"%s is refused in words",
	async (source, {
		message,
		path,
		...place
	}: { message: RegExp; path?: string | RegExp; line?: number; column?: number }) => {
		const mapped = await run(source);
		expect(mapped).toMatchObject({ ok: false, message: expect.stringMatching(message), ...place });
		if (path) expect(mapped).toMatchObject({ path: typeof path === "string" ? path : expect.stringMatching(path) });
	},
);

test("the page about mappings has the bounds as they are, and examples that run", () => {
	const page = readFileSync(new URL("../../docs/mappings.md", import.meta.url), "utf8");
	const said = [
		`${MOST_SOURCE.toLocaleString("en")} characters`,
		`${(MOST_WORK / STEP).toLocaleString("en")} evaluator's steps`,
		`${MOST_INPUT / 1000} KB`,
		`lists of ${MOST_LIST.toLocaleString("en")}`,
		`${MOST_TEXT.toLocaleString("en")} characters`,
		`${MOST_VALUE / 1000} KB`,
		`${MOST_MADE / 1_000_000} million characters`,
		`${MOST_DEPTH.toLocaleString("en")} steps within steps`,
		...REFUSED_FUNCTIONS.filter((name) => !name.startsWith("base64")).map((name) => `\`$${name}\``),
	];
	expect(said.filter((words) => !page.includes(words))).toEqual([]);
	const examples = [...page.matchAll(/```jsonata\n([\s\S]*?)```/g)].map(([, source = ""]) => source);
	expect(examples.length).toBeGreaterThan(0);
	for (const source of examples) expect(problemOf(source)).toBeUndefined();
});
