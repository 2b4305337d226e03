// A lane's frames, one after the other: which family comes next, and what it expects.
import { clientId as clientIdShape } from "../../src/protocol/ids.ts";
import { NOTE_MARK } from "../torture/history.ts";
import type { Random } from "../torture/random.ts";
import { parsed } from "./answers.ts";
import { FAMILIES } from "./families.ts";
import { type GoodFrame, goodFrame, type Names, othersFrame, type Side } from "./frames.ts";
import type { Command, FrameInput, Outcome } from "./input.ts";
import { type BodyFamily, MUTATIONS, type Mutant, type Verdict, written } from "./mutations.ts";

/** How often each comes. What ends the socket comes seldom: a handshake costs as much as fifty frames. */
const WEIGHTS: Record<BodyFamily | "wrong_side" | "wrong_state" | "repeated", number> = {
	good: 8,
	truncated: 8,
	not_json: 6,
	not_object: 5,
	nested: 4,
	wrong_type: 10,
	missing: 6,
	extra: 5,
	duplicate: 5,
	number: 8,
	text: 4,
	huge: 1,
	binary: 1,
	unknown_type: 5,
	client_id: 5,
	flipped: 8,
	wrong_side: 5,
	wrong_state: 5,
	repeated: 4,
};
type Choice = keyof typeof WEIGHTS;
const CHOICES: readonly Choice[] = Object.keys(WEIGHTS)
	.filter((family): family is Choice => family in WEIGHTS)
	.flatMap((family) => Array.from({ length: WEIGHTS[family] }, () => family));

/** What may come many at once: nothing that ends the socket. */
const BURSTS: readonly BodyFamily[] = [
	"good",
	"truncated",
	"wrong_type",
	"number",
	"unknown_type",
	"not_json",
	"client_id",
	"missing",
	"extra",
];

/** A verdict's answer on a socket; a good body's is its frame's. */
export const ON_SOCKET: Record<Exclude<Verdict, "good">, readonly Outcome[]> = {
	unparsable: ["invalid_frame"],
	misfit: ["invalid_frame"],
	unknown_type: ["unknown_frame"],
	too_long: ["text_too_long"],
	too_large: ["frame_too_large"],
	binary: ["binary_frame"],
	any: FAMILIES.flipped,
};
/** Right frames, in the wrong place of the log. */
const MISPLACED: readonly (readonly [json: string, expects: Outcome])[] = [
	['{"type":"read","seq":1000000000}', "nothing"],
	['{"type":"read","seq":9007199254740991}', "nothing"],
	['{"type":"read","seq":0}', "nothing"],
	['{"type":"page","after":0,"before":2,"limit":1}', "entries"],
	['{"type":"page","after":9007199254740991,"before":0,"limit":1}', "entries"],
	['{"type":"page","before":0}', "entries"],
	['{"type":"page","before":1,"limit":200}', "entries"],
	['{"type":"page","after":1000000000,"limit":200}', "entries"],
	['{"type":"page","before":9007199254740991,"limit":2}', "entries"],
];

export class FrameSource {
	readonly #side: Side;
	readonly #names: Names;
	readonly #random: Random;
	/** Whether the conversation has begun: else only a message may begin it, and this source sends none. */
	readonly #begun: boolean;
	/** Messages of this lane, which may be sent again. */
	#said: Command[] = [];
	#number = 0;

	constructor(side: Side, names: Names, random: Random, begun = true) {
		this.#side = side;
		this.#names = names;
		this.#random = random;
		this.#begun = begun;
	}

	next(): FrameInput {
		if (!this.#begun) return this.#unbegun();
		const family = this.#random.pick(CHOICES);
		if (family === "wrong_side") return this.#othersFrame();
		if (family === "wrong_state" || family === "repeated") return this.#misplaced(family);
		return this.of(family);
	}

	/** Of one family, as tests want it. */
	of(family: BodyFamily): FrameInput {
		// A changed character may give an id that another frame has: those are of their own kind.
		const names = family === "flipped" ? { ...this.#names, tag: `${this.#names.tag}.${this.#letters()}` } : this.#names;
		const frame = goodFrame(this.#side, names, this.#next(), this.#random, this.#typesFor(family));
		const mutant = MUTATIONS[family](frame, this.#random);
		return this.#input(family, frame, mutant);
	}

	/** Many at once: no order among their answers is promised, only that each has its own. */
	burst(): FrameInput[] {
		return Array.from({ length: this.#random.between(5, 40) }, () => this.of(this.#random.pick(BURSTS)))
			.filter(({ expects }) => !expects.includes("nothing"))
			.map((input) => ({ ...input, family: "burst" as const }));
	}

	/** The types that have what the family spoils; undefined: all. */
	#typesFor(family: BodyFamily): readonly string[] | undefined {
		if (this.#side === "desk") return family === "client_id" ? ["acknowledge"] : undefined;
		if (family === "client_id")
			return this.#side === "visitor" ? ["send", "introduce"] : ["send", "note", "claim", "assign"];
		return family === "text" ? ["send", this.#side === "visitor" ? "introduce" : "note"] : undefined;
	}

	#input(family: BodyFamily, frame: GoodFrame, mutant: Mutant): FrameInput {
		const { data, verdict } = mutant;
		// A binary frame is binary before it is too large.
		const answer = typeof data === "string" ? verdict : "binary";
		const expects = answer === "good" ? frame.expects : ON_SOCKET[answer];
		const command = typeof data === "string" && verdict !== "any" ? commandIn(data) : undefined;
		if (verdict === "good" && command?.text !== undefined && expects.includes("ack")) this.#said.push(command);
		return { door: this.#side, family, data, expects, command };
	}

	#othersFrame(): FrameInput {
		const frame = othersFrame(this.#side, this.#names, this.#next(), this.#random);
		const data = written(frame.fields);
		return { door: this.#side, family: "wrong_side", data, expects: frame.expects, command: commandIn(data) };
	}

	#misplaced(family: "wrong_state" | "repeated"): FrameInput {
		if (this.#side === "desk") return this.of("good");
		const earlier = this.#said.length > 0 && this.#random.chance(0.5) ? this.#random.pick(this.#said) : undefined;
		if (family === "repeated" && earlier) {
			// The same client id with other words: the first ones stand.
			const isNote = earlier.text?.startsWith(NOTE_MARK);
			const other = { type: isNote ? "note" : "send", clientId: earlier.clientId, after: 0, text: "Other words." };
			const data = JSON.stringify({ ...other, ...(isNote && { text: `${NOTE_MARK}, other words.` }) });
			return { door: this.#side, family: "client_id", data, expects: ["ack"], command: earlier };
		}
		if (family === "repeated" && this.#names.others !== undefined) {
			const names = { ...this.#names, tag: this.#names.others };
			const frame = goodFrame(this.#side, names, this.#next(), this.#random, ["send"]);
			return this.#input("client_id", frame, MUTATIONS.good(frame, this.#random));
		}
		const [data, expects] = this.#random.pick(MISPLACED);
		return { door: this.#side, family: "wrong_state", data, expects: [expects] };
	}

	#unbegun(): FrameInput {
		if (this.#random.chance(0.3)) return this.#othersFrame();
		if (this.#random.chance(0.5))
			return this.of(this.#random.pick(["truncated", "wrong_type", "not_object", "missing"]));
		const frame = goodFrame("visitor", this.#names, this.#next(), this.#random, [
			"introduce",
			"typing",
			"read",
			"page",
		]);
		const data = written(frame.fields);
		const expects: readonly Outcome[] = frame.type === "introduce" ? ["not_found"] : frame.expects;
		return { door: this.#side, family: "wrong_state", data, expects, command: commandIn(data) };
	}

	#next(): number {
		this.#number += 1;
		return this.#number;
	}

	#letters(): string {
		return Array.from({ length: 12 }, () => String.fromCharCode(this.#random.between(97, 122))).join("");
	}
}

/** The command in a body, by JSON's own rules. `key`: its client id, where the body does not carry it. */
export function commandIn(data: string, key?: string): Command | undefined {
	const value = parsed(data);
	if (typeof value !== "object" || value === null) return undefined;
	const id = clientIdShape.safeParse(key ?? ("clientId" in value ? value.clientId : undefined));
	if (!id.success) return undefined;
	const text = "text" in value && typeof value.text === "string" ? value.text : undefined;
	return { clientId: id.data, ...(text !== undefined && { text }) };
}
