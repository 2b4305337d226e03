// Mutations: each takes a good body and spoils it in one way, and says what the spoilt one is. Where a value may or may
// not fit, the field's own zod schema says so.
import type { z } from "zod";
import { MAX_TEXT_LENGTH } from "../../src/protocol/limits.ts";
import type { Random } from "../torture/random.ts";
import { parsed } from "./answers.ts";
import {
	CLIENT_IDS,
	FOREIGN_FIELDS,
	hostileTexts,
	NOT_JSON,
	NOT_OBJECTS,
	NUMBERS,
	OF_EVERY_TYPE,
	UNKNOWN_TYPES,
} from "./values.ts";

/** A body as it will be written: JSON text for each field, so that it can also be what no object can be. */
export type Fields = readonly (readonly [key: string, json: string])[];

export interface Base {
	fields: Fields;
	shape: Readonly<Record<string, z.ZodType>>;
	/** The longest that its door reads, in bytes. */
	limit: number;
	/** With which its texts begin. */
	mark: string;
}

/** What the body is now. `any`: chance knows. */
export type Verdict = "good" | "unparsable" | "misfit" | "unknown_type" | "too_long" | "too_large" | "binary" | "any";
export interface Mutant {
	data: string | Buffer;
	verdict: Verdict;
}
export type Mutation = (base: Base, random: Random) => Mutant;

export function fieldsOf(value: object): Fields {
	return Object.entries(value).map(([key, one]) => [key, JSON.stringify(one)] as const);
}

export function written(fields: Fields): string {
	return `{${fields.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(",")}}`;
}

const good: Mutation = ({ fields }) => ({ data: written(fields), verdict: "good" });

const truncated: Mutation = ({ fields }, random) => {
	const text = written(fields);
	return { data: text.slice(0, random.between(0, text.length - 1)), verdict: "unparsable" };
};

const notJson: Mutation = (_, random) => {
	const noise = Array.from({ length: random.between(1, 40) }, () => String.fromCharCode(random.between(1, 0xd7ff)));
	return { data: random.chance(0.5) ? random.pick(NOT_JSON) : `%${noise.join("")}`, verdict: "unparsable" };
};

const notObject: Mutation = ({ fields }, random) => ({
	data: random.chance(0.3) ? `[${written(fields)}]` : random.pick(NOT_OBJECTS),
	verdict: "misfit",
});

/** V8 parses without recursion; what walks the value afterwards might not. */
const nested: Mutation = ({ fields, limit }, random) => {
	const [open, close] = random.pick<[string, string]>([
		["[", "]"],
		['{"type":', "}"],
		['{"":[', "]}"],
	]);
	const room = limit - written(fields).length - 100;
	const depth = Math.min(random.pick([2, 50, 1_000, 5_000, 100_000]), Math.floor(room / (open.length + close.length)));
	const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
	if (random.chance(0.3)) return { data: deep, verdict: "misfit" };
	if (random.chance(0.5)) return { data: written([...fields, ["deep", deep]]), verdict: "good" };
	const [key = ""] = random.pick(fields);
	return { data: written(replaced(fields, key, deep)), verdict: "misfit" };
};

const wrongType: Mutation = ({ fields, shape }, random) => {
	const key = random.pick(Object.keys(shape));
	const isTag = key === "type";
	const wrong = OF_EVERY_TYPE.filter(
		(value) => !shape[key]?.safeParse(value).success && !(isTag && typeof value === "string"),
	);
	return { data: written(replaced(fields, key, JSON.stringify(random.pick(wrong)))), verdict: "misfit" };
};

const missing: Mutation = ({ fields, shape }, random) => {
	const required = Object.keys(shape).filter((key) => !shape[key]?.safeParse(undefined).success);
	const gone = random.pick(required);
	return { data: written(fields.filter(([key]) => key !== gone)), verdict: "misfit" };
};

const extra: Mutation = ({ fields }, random) => {
	const more = Array.from({ length: random.between(1, 4) }, () => random.pick(FOREIGN_FIELDS));
	const unknown = more.filter(([key]) => !fields.some(([known]) => known === key));
	return { data: written(random.chance(0.5) ? [...unknown, ...fields] : [...fields, ...unknown]), verdict: "good" };
};

/** The last of two fields of one name counts (ECMA-262, JSON.parse). */
const duplicate: Mutation = ({ fields, shape }, random) => {
	const keys = fields.map(([key]) => key).filter((key) => shape[key] && !shape[key].safeParse({}).success);
	const key = random.pick(keys);
	if (random.chance(0.5)) return { data: written([[key, "{}"], ...fields]), verdict: "good" };
	if (key === "type") return { data: written([...fields, [key, '"shout"']]), verdict: "unknown_type" };
	return { data: written([...fields, [key, "{}"]]), verdict: "misfit" };
};

const number: Mutation = ({ fields, shape }, random) => {
	const keys = Object.keys(shape).filter((key) => shape[key]?.safeParse(1).success);
	const token = random.pick(NUMBERS);
	const key = keys.length > 0 ? random.pick(keys) : "extra";
	const data = written(replaced(fields, key, token));
	const value = parsed(token);
	if (value === undefined) return { data, verdict: "unparsable" };
	return { data, verdict: !shape[key] || shape[key].safeParse(value).success ? "good" : "misfit" };
};

const text: Mutation = ({ fields, shape, mark, limit }, random) => {
	const keys = Object.keys(shape).filter((key) => shape[key]?.safeParse("some words").success);
	const key = keys.length > 0 ? random.pick(keys) : "extra";
	const value = random.pick(hostileTexts(key === "text" ? mark : ""));
	const data = written(replaced(fields, key, JSON.stringify(value)));
	// A NUL is six bytes in JSON.
	if (Buffer.byteLength(data) > limit) return { data, verdict: "too_large" };
	if (!shape[key] || shape[key].safeParse(value).success) return { data, verdict: "good" };
	return { data, verdict: key === "text" && value.length > MAX_TEXT_LENGTH ? "too_long" : "misfit" };
};

const huge: Mutation = ({ fields, limit }, random) => {
	const empty = written([...fields, ["pad", '""']]);
	const room = limit - Buffer.byteLength(empty);
	const padded = (filling: string) => written([...fields, ["pad", JSON.stringify(filling)]]);
	const ways: (() => Mutant)[] = [
		() => ({ data: padded("x".repeat(room)), verdict: "good" }),
		() => ({ data: " ".repeat(room) + empty, verdict: "good" }),
		() => ({ data: written([...fields, ...manyFields(room)]), verdict: "good" }),
		() => ({ data: padded("x".repeat(room + 1)), verdict: "too_large" }),
		() => ({ data: padded("羊".repeat(Math.floor(room / 3) + 1)), verdict: "too_large" }),
		() => ({ data: padded("x".repeat(room + limit * random.between(1, 4))), verdict: "too_large" }),
		() => ({ data: "[".repeat(limit * 2), verdict: "too_large" }),
	];
	return random.pick(ways)();
};

/** Never JSON by chance: 0xff is in no UTF-8. */
const binary: Mutation = ({ limit }, random) => {
	const length = random.pick([0, 1, 100, limit + 1]);
	const bytes = Buffer.from(Array.from({ length: Math.min(length, 100) }, () => random.between(0, 255)));
	const noise = length === 0 ? bytes : Buffer.concat([Buffer.from([0xff]), bytes]);
	return {
		data: length > limit ? Buffer.alloc(length, 0xff) : noise,
		verdict: length > limit ? "too_large" : "binary",
	};
};

const unknownType: Mutation = ({ fields }, random) => ({
	data: written(replaced(fields, "type", JSON.stringify(random.pick(UNKNOWN_TYPES)))),
	verdict: "unknown_type",
});

const clientId: Mutation = ({ fields }, random) => ({
	data: written(replaced(fields, "clientId", JSON.stringify(random.pick(CLIENT_IDS)))),
	verdict: "misfit",
});

const flipped: Mutation = ({ fields }, random) => {
	const characters = [...written(fields)];
	for (let times = random.between(1, 4); times > 0; times--)
		characters[random.between(0, characters.length - 1)] = random.pick([
			...'{}[]",:\\ 0-eE.tfnu',
			String.fromCharCode(random.between(0, 0x7f)),
		]);
	return { data: characters.join(""), verdict: "any" };
};

/** By family, as far as a body alone makes one. */
export const MUTATIONS = {
	good,
	truncated,
	not_json: notJson,
	not_object: notObject,
	nested,
	wrong_type: wrongType,
	missing,
	extra,
	duplicate,
	number,
	text,
	huge,
	binary,
	unknown_type: unknownType,
	client_id: clientId,
	flipped,
} as const satisfies Record<string, Mutation>;
export type BodyFamily = keyof typeof MUTATIONS;

function replaced(fields: Fields, key: string, json: string): Fields {
	const others = fields.some(([known]) => known === key) ? fields : [...fields, [key, ""] as const];
	return others.map(([known, old]) => [known, known === key ? json : old] as const);
}

function manyFields(room: number): Fields {
	return Array.from({ length: Math.max(0, Math.floor(room / 12) - 10) }, (_, index) => [`k${index % 100_000}`, "0"]);
}
