// Frames for sockets: good ones from the first release's fixtures and the protocol's schemas, and what mutations make of them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type ClientFrame, clientFrame, VISITOR_FRAMES } from "../../src/protocol/conversation-frames.ts";
import { type DeskClientFrame, deskClientFrame } from "../../src/protocol/desk-frames.ts";
import { MAX_FRAME_BYTES } from "../../src/protocol/limits.ts";
import { projectRoot } from "../project.ts";
import { NOTE_MARK } from "../torture/history.ts";
import type { Random } from "../torture/random.ts";
import type { Outcome } from "./input.ts";
import { type Base, fieldsOf } from "./mutations.ts";

const FIXTURES = "test/protocol/fixtures/v1";
const CONVERSATION = z.array(clientFrame).parse(fixture("client.json"));
const DESK = z.array(deskClientFrame).parse(fixture("desk-client.json"));
const SHAPES = new Map(
	[...clientFrame.options, ...deskClientFrame.options].map(({ shape }) => [shape.type.value, shape] as const),
);

export type Side = "visitor" | "agent" | "desk";

/** A frame that fits, with what its side gets for it. */
export interface GoodFrame extends Base {
	type: string;
	clientId: string | undefined;
	expects: readonly Outcome[];
}

/** What a lane knows of the world: enough to name things, and no answers, so that a seed alone decides what it sends. */
export interface Names {
	/** Begins all client ids of the lane: no other lane's do. */
	tag: string;
	/** Begins those of a lane of the other side: who uses one means their own. */
	others?: string | undefined;
	teams: readonly string[];
}

const BY_AGENT: Record<Exclude<ClientFrame["type"], "introduce">, readonly Outcome[]> = {
	send: ["ack"],
	note: ["ack"],
	claim: ["ack", "already_assigned"],
	release: ["ack", "not_assigned"],
	assign: ["ack"],
	status: ["ack"],
	priority: ["ack"],
	tag: ["ack"],
	typing: ["nothing"],
	read: ["nothing"],
	page: ["entries"],
};

/** One that this side may send, of the given types or of all. */
export function goodFrame(
	side: Side,
	names: Names,
	number: number,
	random: Random,
	types?: readonly string[],
): GoodFrame {
	const pool = side === "desk" ? DESK : CONVERSATION.filter(({ type }) => isOf(side, type));
	return framed(
		random.pick(types ? pool.filter(({ type }) => types.includes(type)) : pool),
		side,
		names,
		number,
		random,
	);
}

/** One that only others may send. */
export function othersFrame(side: Side, names: Names, number: number, random: Random): GoodFrame {
	const foreign: readonly (ClientFrame | DeskClientFrame)[] = side === "desk" ? CONVERSATION : DESK;
	const refused = side === "desk" ? [] : CONVERSATION.filter(({ type }) => !isOf(side, type));
	const isForeign = refused.length === 0 || random.chance(0.2);
	const one = random.pick<ClientFrame | DeskClientFrame>(isForeign ? foreign : refused);
	return { ...framed(one, side, names, number, random), expects: [isForeign ? "unknown_frame" : "forbidden"] };
}

function isOf(side: Side, type: ClientFrame["type"]): boolean {
	return side === "visitor" ? VISITOR_FRAMES.has(type) : type !== "introduce";
}

function framed(
	one: ClientFrame | DeskClientFrame,
	side: Side,
	{ tag, teams }: Names,
	number: number,
	random: Random,
): GoodFrame {
	const { type } = one;
	const clientId = "clientId" in one ? `${tag}.${String(number).padStart(6, "0")}` : undefined;
	const mark = type === "note" ? NOTE_MARK : "";
	const frame = {
		...one,
		...(clientId && { clientId }),
		...("after" in one && { after: random.pick([0, 0, 1, 2, 1_000, Number.MAX_SAFE_INTEGER]) }),
		...("text" in one && { text: `${mark} ${random.pick(["short", one.text, "two\nlines"])} ${number}` }),
		...("name" in one && { name: `Name ${number}` }),
		...("teamId" in one && { teamId: random.pick(teams) }),
	};
	return {
		type,
		clientId,
		fields: fieldsOf(frame),
		shape: SHAPES.get(type) ?? {},
		limit: MAX_FRAME_BYTES,
		mark,
		expects: expected(side, type),
	};
}

function expected(side: Side, type: ClientFrame["type"] | DeskClientFrame["type"]): readonly Outcome[] {
	if (type === "acknowledge") return ["not_found"];
	if (type === "alerts") return ["alerts"];
	if (type === "availability") return ["nothing"];
	if (type === "introduce") return side === "visitor" ? ["ack"] : ["forbidden"];
	return BY_AGENT[type];
}

function fixture(name: string): unknown {
	return JSON.parse(readFileSync(join(projectRoot, FIXTURES, name), "utf8"));
}
