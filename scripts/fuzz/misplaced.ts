// What only a request can have wrong: who asks, for what, with which headers, and how.

import { PAGE_ENTRIES } from "../../src/protocol/limits.ts";
import type { Random } from "../torture/random.ts";
import type { Family } from "./families.ts";
import type { Outcome, RequestInput } from "./input.ts";
import type { Row, Thing, World } from "./rows.ts";
import { NUMBERS } from "./values.ts";

type Way = (row: Row, good: RequestInput, world: World, random: Random) => RequestInput | undefined;

/** One way to spoil a good request; undefined where the drawn one does not apply to its row. */
export function misplaced(row: Row, good: RequestInput, world: World, random: Random): RequestInput | undefined {
	return random.pick(WAYS)(row, good, world, random);
}

/** Tokens that open nothing, with what each gets. */
export function badTokens({ tokens }: World, random: Random): readonly (readonly [string | null, Outcome])[] {
	const [head = "", claims = "", signature = ""] = tokens.agent.split(".");
	const place = random.between(0, claims.length - 1);
	const none = Buffer.from('{"alg":"none"}').toString("base64url");
	return [
		[null, "unauthenticated"],
		["x", "unauthenticated"],
		["..", "unauthenticated"],
		[`${"a".repeat(3_000)}.b.c`, "unauthenticated"],
		[`${head}.${claims}.`, "unauthenticated"],
		[`${head}.${claims}`, "unauthenticated"],
		[`${none}.${claims}.`, "unauthenticated"],
		[`${none}.${claims}.${signature}`, "unauthenticated"],
		[
			`${head}.${claims.slice(0, place)}${claims[place] === "A" ? "B" : "A"}${claims.slice(place + 1)}.${signature}`,
			"unauthenticated",
		],
		[`${head}.${claims}.${signature.split("").reverse().join("")}`, "unauthenticated"],
		[tokens.expired, "token_expired"],
	];
}

const token: Way = (row, good, world, random) => {
	if (row.as !== "agent" && row.as !== "bearer") return undefined;
	if (row.as === "agent" && random.chance(0.3)) return withToken(good, "token", world.tokens.visitor, "forbidden");
	const [bad, expects] = random.pick(badTokens(world, random));
	return withToken(good, "token", bad, expects);
};

/** Nothing is there: what is malformed may be told apart from what is none. */
const path: Way = (_, good, __, random) => {
	const id = good.path.match(/(?:cnv|tem|cus|wsp|cnn)_[0-9A-Za-z]+/g)?.at(-1);
	if (!id) return undefined;
	const bad = random.pick([
		"",
		"x",
		id.slice(0, 10),
		`${id}${"0".repeat(40)}`,
		id.replace("_", "-"),
		id.toUpperCase(),
		`${id}%00`,
		"%00",
		"%ff%fe",
		"%E7%BE%8A",
		"null",
		"__proto__",
		"'--",
		`${id}%2f..%2f${id}`,
		"x".repeat(4_000),
		"%",
	]);
	return refused({ ...good, path: good.path.replace(id, bad) }, "path", ["not_found", "invalid_request"]);
};

const query: Way = (row, good, _, random) => {
	const names = Object.keys(row.query ?? {}).filter((name) => name !== "q" && name !== "refresh");
	if (names.length === 0) return undefined;
	const name = random.pick(names);
	const [bare] = good.path.split("?");
	const ask = (value: string, expects: readonly Outcome[]) => {
		const q = row.query?.q === undefined ? "" : "q=word&";
		return refused({ ...good, path: `${bare}?${q}${name}=${value}` }, "query", expects);
	};
	if (name === "after" || name === "before" || name === "limit") {
		const value = random.pick(NUMBERS);
		const number = Number(value);
		const [least, most] =
			name === "limit" ? [1, row.path.endsWith("entries") ? PAGE_ENTRIES : 100] : [0, Number.MAX_SAFE_INTEGER];
		const fits = Number.isInteger(number) && number >= least && number <= most;
		return ask(encodeURIComponent(value), [fits ? "made" : "invalid_request"]);
	}
	return ask(
		random.pick(["%00", "x", "%ff", "[]", "open%20", "WyJ4IiwieSJd", "null", "9".repeat(300), "%F0%9F%90%91"]),
		["invalid_request"],
	);
};

const method: Way = (_, good, __, random) =>
	refused({ ...good, method: random.pick(["PUT", "PATCH", "DELETE", "OPTIONS"]) }, "method", ["not_found"]);

const mediaType: Way = (row, good, _, random) => {
	if (row.body === undefined || row.as === "shop") return undefined;
	const { "content-type": __, ...headers } = good.headers;
	const type = random.pick([
		"text/plain",
		"application/xml",
		"multipart/form-data",
		"application/x-www-form-urlencoded",
		"x",
		null,
	]);
	const expects: readonly Outcome[] = ["unsupported_media_type", "invalid_request", "malformed_json"];
	return refused({ ...good, headers: { ...headers, ...(type && { "content-type": type }) } }, "media_type", expects);
};

const idempotencyKey: Way = (row, good, _, random) => {
	if (!row.keyed) return undefined;
	const { "idempotency-key": __, ...headers } = good.headers;
	const key = random.pick([
		null,
		"",
		"short",
		"x".repeat(65),
		"with space in it",
		"a,b,c,d,e,f,g,h",
		"../../etc/passwd",
	]);
	const spoilt = { ...good, headers: { ...headers, ...(key !== null && { "idempotency-key": key }) } };
	return refused(spoilt, "idempotency_key", ["idempotency_key_required"]);
};

/** Our tokens at their addresses, and theirs at ours. */
const foreign: Way = (row, good, world, random) => {
	const things = [...row.path.matchAll(/\{(\w+)\}/g)]
		.map(([, thing]) => thing)
		.filter((thing) => isThing(thing, world));
	if (things.length === 0 || row.good.includes("upgrade_required")) return undefined;
	const isCustomers = row.path.includes("customers");
	if (row.as !== "shop" && random.chance(0.5))
		return withToken(good, "foreign", world.tokens.bystander, isCustomers ? "made" : "not_found");
	const thing = random.pick(things);
	const theirs = { ...good, path: good.path.replace(world[thing], world.foreign[thing]) };
	if (row.as === "bearer" && good.as === "visitor" && random.chance(0.3))
		return withToken(good, "foreign", world.tokens.otherVisitor, "not_found");
	return refused(theirs, "foreign", [isCustomers ? "made" : "not_found"]);
};

/** Only a visitor's own message begins a conversation. */
const unbegun: Way = (_, good, world) =>
	good.path.includes(world.conversationId) && good.headers.authorization
		? refused({ ...good, path: good.path.replace(world.conversationId, world.unbegunId) }, "wrong_state", ["not_found"])
		: undefined;

const origin: Way = (row, good, _, random) => {
	if (row.path !== "/v1/widget/sessions" && !(row.method === "POST" && row.as !== "shop")) return undefined;
	const from = random.pick(["https://evil.example", "null", "http://127.0.0.1", "file://", "x"]);
	const headers: Record<string, string> = { ...good.headers, origin: from };
	if (row.path !== "/v1/widget/sessions") headers.cookie = "better-auth.session_token=x";
	return refused({ ...good, headers }, "origin", ["origin_refused"]);
};

const signature: Way = (row, good, _, random) => {
	if (row.as !== "shop") return undefined;
	const { "x-shopify-hmac-sha256": right = "", ...unsigned } = good.headers;
	const { "x-shopify-topic": __, ...topicless } = good.headers;
	if (random.chance(0.2)) return refused({ ...good, headers: unsigned }, "signature", ["missing_header"]);
	if (random.chance(0.2)) return refused({ ...good, headers: topicless }, "signature", ["missing_header"]);
	const wrong = random.pick([
		"x",
		"=",
		right.slice(1),
		`${right}=`,
		right.split("").reverse().join(""),
		"A".repeat(43),
		`${"A".repeat(43)}=`,
	]);
	return refused({ ...good, headers: { ...unsigned, "x-shopify-hmac-sha256": wrong } }, "signature", [
		"invalid_signature",
	]);
};

const identity: Way = (row, good, world, random) => {
	if (row.path !== "/v1/widget/sessions") return undefined;
	const bad = random.pick(badTokens(world, random).flatMap(([one]) => one ?? [])).slice(0, 8_000);
	const body = JSON.stringify({ inboxId: world.inboxId, identity: bad });
	return refused({ ...good, body }, "identity", ["invalid_identity"]);
};

const WAYS: readonly Way[] = [
	token,
	token,
	path,
	path,
	query,
	query,
	query,
	method,
	mediaType,
	idempotencyKey,
	foreign,
	foreign,
	unbegun,
	origin,
	signature,
	signature,
	identity,
];

function refused(good: RequestInput, family: Family, expects: readonly Outcome[]): RequestInput {
	const { command: _, ...rest } = good;
	return { ...rest, family, expects };
}

function withToken(good: RequestInput, family: Family, bad: string | null, expects: Outcome): RequestInput {
	const { authorization: _, ...headers } = good.headers;
	return refused(
		{ ...good, headers: { ...headers, ...(bad !== null && { authorization: `Bearer ${bad}` }) } },
		family,
		[expects],
	);
}

function isThing(name: string | undefined, world: World): name is Thing {
	return name !== undefined && Object.hasOwn(world.foreign, name);
}
