import { describe, expect, it } from "vitest";
import { Refused } from "../../src/console/http/request.ts";
import { valuesOf, wishOf } from "../../src/console/settings/connections/connection-values.ts";
import { groupConnectors } from "../../src/console/settings/connections/connector-groups.ts";
import { formErrors } from "../../src/console/settings/connections/form-errors.ts";
import {
	breakerWords,
	budgetShare,
	duration,
	errorShare,
	noticeWords,
} from "../../src/console/settings/connections/health-words.ts";
import { connection, connector, driftNotice } from "../../src/protocol/connections.ts";

const NOW = Date.parse("2026-11-23T12:00:00.000Z");

function aKind(title: string, group: string, more: object = {}) {
	const name = title.toLowerCase();
	return connector.parse({
		name,
		title,
		group,
		summary: `What ${title} knows.`,
		fields: [],
		hooks: null,
		install: null,
		...more,
	});
}

describe("the kinds of system", () => {
	const kinds = [
		aKind("Zendesk", "tickets"),
		aKind("WooCommerce", "orders"),
		aKind("Shopify", "orders", { summary: "Orders and refunds." }),
		aKind("Pull card", "own"),
	];
	const found = (search: string) =>
		groupConnectors(kinds, search).map(({ label, connectors }) => [label, ...connectors.map(({ title }) => title)]);

	it("are grouped, by name within a group, and groups without any are left out", () => {
		expect(found("")).toEqual([
			["Orders", "Shopify", "WooCommerce"],
			["Tickets", "Zendesk"],
			["Your own system", "Pull card"],
		]);
	});

	it("are found by name, by group and by what they bring, whatever the case; all words count", () => {
		expect(found("SHOP")).toEqual([["Orders", "Shopify"]]);
		expect(found("ticket")).toEqual([["Tickets", "Zendesk"]]);
		expect(found("orders refunds")).toEqual([["Orders", "Shopify"]]);
		expect(found("orders zendesk")).toEqual([]);
	});
});

describe("a connection's form", () => {
	const kind = aKind("Tryton", "erp", {
		fields: [
			{ key: "url", label: "Address", secret: false, required: true },
			{ key: "token", label: "Token", secret: true, required: true },
			{
				key: "region",
				label: "Region",
				secret: false,
				required: true,
				options: [
					{ value: "eu", label: "Europe" },
					{ value: "us", label: "United States" },
				],
			},
		],
	});
	const made = connection.parse({
		id: "cnn_0000000000000001",
		connector: "tryton",
		name: "ERP",
		required: true,
		settings: { url: "https://erp.example", region: "us" },
		secretsSet: ["token"],
		hookUrl: null,
		hookSecretSet: false,
		createdAt: "2026-11-23T12:00:00.000Z",
	});

	it("begins with the system's name and the first of each choice that must be made", () => {
		expect(valuesOf(kind)).toEqual({
			name: "Tryton",
			settings: { url: "", token: "", region: "eu" },
			required: false,
		});
	});

	it("begins with what is stored, and secrets empty", () => {
		expect(valuesOf(kind, made)).toEqual({
			name: "ERP",
			settings: { url: "https://erp.example", token: "", region: "us" },
			required: true,
		});
	});

	it("sends a secret only where one was typed, and everything without the blanks of pasting", () => {
		const values = {
			name: " ERP ",
			settings: { url: " https://erp.example ", token: " ", region: "eu" },
			required: false,
		};
		expect(wishOf(kind, values)).toEqual({
			name: "ERP",
			settings: { url: "https://erp.example", region: "eu" },
			required: false,
		});
		const typed = { ...values, settings: { ...values.settings, token: " key " } };
		expect(wishOf(kind, typed).settings).toMatchObject({ token: "key" });
	});
});

describe("what the server refuses", () => {
	const refused = (issues: { path: string; message: string }[]) =>
		new Refused({
			type: "about:blank",
			title: "Some fields are wrong.",
			status: 422,
			code: "invalid_request",
			retry: false,
			requestId: "req_1",
			issues,
		});
	const url = { path: "settings.url", message: "expected an address" };
	const paths = ["name", "settings.url"];

	it("is said at its field as a sentence, and nowhere else", () => {
		expect(formErrors(refused([url]), paths)).toEqual({ at: { "settings.url": "Expected an address." }, rest: null });
	});

	it("is said above all where no field of the form is meant", () => {
		const error = refused([url, { path: "settings.other", message: "is wrong" }]);
		expect(formErrors(error, paths)).toEqual({ at: { "settings.url": "Expected an address." }, rest: error });
		const away = new Error("Heddle cannot be reached.");
		expect(formErrors(away, paths)).toEqual({ at: {}, rest: away });
		expect(formErrors(null, paths).rest).toBeNull();
	});
});

describe("health in words", () => {
	it("errors are a share of the calls, once there is one", () => {
		expect(errorShare({ calls: 0, errors: 0 }, "en")).toBeNull();
		expect(errorShare({ calls: 40, errors: 3 }, "en")).toBe("7.5%");
	});

	it("times are milliseconds below a second", () => {
		expect([duration(184.2, "en"), duration(999.9, "en"), duration(1_290, "en")]).toEqual([
			"184 ms",
			"1,000 ms",
			"1.3 s",
		]);
	});

	it("the breaker counts down to the next try, and says who waits for whom", () => {
		const inS = (s: number) => new Date(NOW + s * 1_000).toISOString();
		expect(breakerWords({ breaker: "open", retryAt: inS(22.4) }, NOW)).toBe("Next try in 23 s.");
		expect(breakerWords({ breaker: "open", retryAt: inS(-1) }, NOW)).toMatch(/next look-up tries/);
		expect(breakerWords({ breaker: "probing", retryAt: null }, NOW)).toMatch(/One call is trying/);
		expect(breakerWords({ breaker: "closed", retryAt: inS(5) }, NOW)).toBe("Its limit is used up: we wait 5 s more.");
		expect(breakerWords({ breaker: "closed", retryAt: null }, NOW)).toBe("Calls go through.");
	});

	it("a budget stays between nothing and all, whatever the system says", () => {
		expect(budgetShare({ left: 1_310, of: 2_000 })).toEqual({ percent: 65.5, level: "plenty" });
		expect(budgetShare({ left: 120, of: 2_000 })).toEqual({ percent: 6, level: "little" });
		expect(budgetShare({ left: -5, of: 40 }).percent).toBe(0);
		expect(budgetShare({ left: 9, of: 0 }).percent).toBe(0);
		expect(budgetShare({ left: 50, of: 40 }).percent).toBe(100);
	});
});

describe("a notice", () => {
	const notice = (more: object) =>
		driftNotice.parse({
			id: "1",
			path: "orders.*.status",
			before: "text",
			after: "number",
			firstAt: "2026-11-20T12:00:00.000Z",
			lastAt: "2026-11-23T12:00:00.000Z",
			count: 14,
			...more,
		});
	const read = (more: object) => {
		const { before, after, seen, meanwhile } = noticeWords(notice(more), "Shopify", "en-GB");
		return `${before}…${after} (${seen}). ${meanwhile}`;
	};

	it("names what stood there and what stands there now", () => {
		expect(read({})).toBe(
			"Shopify changed: … was text, now number (seen 14 times since 20 Nov 2026). The card shows the last good data.",
		);
	});

	it("of a field that is gone says so, and one that was seen once has no since", () => {
		expect(read({ after: "nothing", count: 1 })).toBe(
			"Shopify changed: … was text, and is gone now (seen once, 20 Nov 2026). The card shows the last good data.",
		);
	});

	it("of the workspace's own mapping names the place, and blames nobody", () => {
		expect(read({ path: "mapping", before: "items", after: "stops at line 3, column 14" })).toMatch(
			/^The … stops at line 3, column 14: it does not fit what Shopify answers \(seen 14 times since 20 Nov 2026\)\. Cards go on without/,
		);
	});

	it("of a new word does not claim that the card is old", () => {
		expect(read({ before: "one of open, closed", after: '"ON_ICE"' })).toContain(
			"The card shows the new word as it is.",
		);
	});
});
