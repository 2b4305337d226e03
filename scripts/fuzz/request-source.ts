// Requests to every door: bodies as the mutations make them, and what only HTTP can have wrong.
import { createHmac } from "node:crypto";
import type { Random } from "../torture/random.ts";
import { FAMILIES, type Family } from "./families.ts";
import { commandIn } from "./frame-source.ts";
import { goodFrame, type Names } from "./frames.ts";
import type { Outcome, RequestInput } from "./input.ts";
import { misplaced } from "./misplaced.ts";
import { type Base, type BodyFamily, MUTATIONS, type Mutant, type Verdict } from "./mutations.ts";
import { ROWS, type Row, type World } from "./rows.ts";

/** A verdict's answer by HTTP; a good body's is its row's. */
export const ON_HTTP: Record<Exclude<Verdict, "good">, readonly Outcome[]> = {
	unparsable: ["malformed_json"],
	misfit: ["invalid_request"],
	unknown_type: ["invalid_request"],
	too_long: ["invalid_request"],
	too_large: ["body_too_large"],
	binary: ["malformed_json"],
	any: FAMILIES.flipped,
};
const BODIES: readonly BodyFamily[] = [
	"good",
	"good",
	"truncated",
	"not_json",
	"not_object",
	"nested",
	"wrong_type",
	"wrong_type",
	"missing",
	"extra",
	"duplicate",
	"number",
	"text",
	"binary",
	"flipped",
	"flipped",
];
/** A quarter of a megabyte and more each, and a hook's four times that. */
const HUGE_SHARE = 0.02;

export class RequestSource {
	readonly #world: World;
	readonly #names: Names;
	readonly #random: Random;
	#number = 0;

	constructor(world: World, names: Names, random: Random) {
		this.#world = world;
		this.#names = names;
		this.#random = random;
	}

	next(): RequestInput {
		const row = this.#random.pick(ROWS);
		if (row.body && this.#random.chance(0.6)) {
			const isHuge = this.#random.chance(HUGE_SHARE * (row.as === "shop" ? 0.25 : 1));
			return this.withBody(row, isHuge ? "huge" : this.#random.pick(BODIES));
		}
		const wrong = misplaced(row, this.good(row), this.#world, this.#random);
		return wrong ?? this.good(row);
	}

	good(row: Row): RequestInput {
		return this.withBody(row, "good");
	}

	withBody(row: Row, family: BodyFamily): RequestInput {
		this.#number += 1;
		const base = this.#base(row);
		const as = row.as === "bearer" ? this.#random.pick(["visitor", "agent"] as const) : "agent";
		const key = `${this.#names.tag}.${String(this.#number).padStart(6, "0")}`;
		const mutant = base && MUTATIONS[family](base.base, this.#random);
		const data = mutant?.data;
		return {
			door: "http",
			family: familyOf(row, family, mutant?.verdict),
			expects: base && mutant ? this.#expects(row, base.good(as), mutant) : row.good,
			method: row.method,
			path: this.#path(row),
			headers: this.#headers(row, as, key, data),
			...(data !== undefined && { body: data }),
			as: row.as === "nobody" || row.as === "shop" ? "nobody" : as,
			...(typeof data === "string" &&
				mutant?.verdict !== "any" && { command: commandIn(data, row.keyed ? key : undefined) }),
		};
	}

	#base(row: Row): { base: Base; good: (as: "visitor" | "agent") => readonly Outcome[] } | undefined {
		if (row.body === undefined) return undefined;
		if (row.body !== "frame")
			return { base: { ...row.body(this.#world, this.#number, this.#random), mark: "" }, good: () => row.good };
		const side = row.path.includes("desks") ? "desk" : "both";
		const types = side === "both" ? ["send", "typing", "read", "page"] : undefined;
		const frame = goodFrame(side === "both" ? "visitor" : side, this.#names, this.#number, this.#random, types);
		// By HTTP a frame has a body's limit.
		return { base: { ...frame, limit: 256 * 1024 }, good: () => frame.expects };
	}

	#expects(row: Row, good: readonly Outcome[], { data, verdict }: Mutant): readonly Outcome[] {
		if (row.as === "shop") {
			if (verdict === "any") return ["made", "malformed_json"];
			return verdict === "unparsable" || verdict === "too_large" || verdict === "binary" ? ON_HTTP[verdict] : ["made"];
		}
		if (typeof data !== "string" && verdict === "too_large") return ["body_too_large"];
		// Whatever is put there is no shop's token.
		if (verdict === "good" && row.path === "/v1/widget/sessions" && String(data).includes('"identity":'))
			return ["invalid_identity"];
		return verdict === "good" ? good : ON_HTTP[verdict];
	}

	#path({ path, query }: Row): string {
		const named = path.replace(/\{(\w+)\}/g, (_, thing: string) => String(Reflect.get(this.#world, thing)));
		const some = Object.entries(query ?? {}).filter(
			([name, value]) => value !== "" && (name === "q" || this.#random.chance(0.4)),
		);
		return some.length === 0 ? named : `${named}?${new URLSearchParams(some)}`;
	}

	#headers(row: Row, as: "visitor" | "agent", key: string, body: string | Buffer | undefined): Record<string, string> {
		const { tokens, hookSecret } = this.#world;
		return {
			...(body !== undefined && { "content-type": "application/json" }),
			...((row.as === "agent" || row.as === "bearer") && { authorization: `Bearer ${tokens[as]}` }),
			...(row.keyed && { "idempotency-key": key }),
			...(row.as === "shop" && {
				"x-shopify-topic": "orders/create",
				"x-shopify-event-id": key,
				"x-shopify-hmac-sha256": createHmac("sha256", hookSecret)
					.update(body ?? "")
					.digest("base64"),
			}),
		};
	}
}

/** What a row makes of a family: without a body there is nothing to spoil, and a shop's is looked at behind the queue. */
function familyOf(row: Row, family: BodyFamily, verdict: Verdict | undefined): Family {
	if (row.good.includes("upgrade_required")) return "method";
	if (verdict === undefined) return "good";
	return row.as === "shop" && verdict !== "good" && family !== "huge" ? "event" : family;
}
