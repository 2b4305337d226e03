// The oracles: pure functions over what was sent and heard. Each says in sentences what must not be; nothing means well.
import { isDeepStrictEqual } from "node:util";
import { ERRORS } from "../../src/protocol/errors.ts";
import type { SeenEntry } from "../torture/history.ts";
import { isPublic, NOTE_MARK } from "../torture/history.ts";
import { type Answer, closeOf } from "./answers.ts";
import { FAMILIES } from "./families.ts";
import type { Command, Input, Outcome } from "./input.ts";

/** The refusals of a frame that end its socket, by the table's close code (src/protocol/README.md, "Errors"). */
export const ENDS: ReadonlySet<string> = new Set(["binary_frame", "frame_too_large", "token_expired"]);
/** Ends it only after a hundred of them in a row (src/protocol/limits.ts). */
const MAY_END = "rate_limited" satisfies Outcome;

/** One input and its answer. */
export function misanswered(input: Input, { outcome, clientId, closed, status }: Answer): string[] {
	const allowed: readonly string[] = FAMILIES[input.family];
	const wrong: string[] = [];
	if (!allowed.includes(outcome)) wrong.push(`answered ${outcome}, which ${input.family} never is`);
	else if (!input.expects.some((one) => one === outcome))
		wrong.push(`answered ${outcome}, expected ${input.expects.join(" or ")}`);
	if (input.command && clientId !== undefined && clientId !== input.command.clientId)
		wrong.push(`answered under the client id ${clientId}`);
	if (input.door === "visitor" || input.door === "agent" || input.door === "desk") {
		const due = ENDS.has(outcome) || (outcome === MAY_END && closed !== undefined) ? closeOf(outcome) : undefined;
		if (closed !== due) wrong.push(`answered ${outcome}, and the socket's close code is ${closed}, not ${due}`);
	}
	if (input.door === "handshake" && status === 101 && outcome !== "welcome" && closed !== closeOf(outcome))
		wrong.push(`refused with ${outcome}, and closed with ${closed}`);
	if (closed === ERRORS.internal.close) wrong.push(`closed with ${closed}`);
	if (status === ERRORS.internal.status) wrong.push(`answered HTTP ${status}`);
	return wrong;
}

/** Of many inputs at once, each must have an answer, and all of them be of those that were expected. */
export function misansweredBurst(inputs: readonly Input[], answers: readonly Answer[]): string[] {
	const allowed = new Set<string>(inputs.flatMap(({ expects }) => [...expects]));
	const wrong = answers.filter(({ outcome }) => !allowed.has(outcome)).map(({ outcome }) => `one answer is ${outcome}`);
	if (answers.length !== inputs.length) wrong.push(`${inputs.length} inputs got ${answers.length} answers`);
	return wrong;
}

/** Any bytes that a connection of the attacked workspace received. `canaries`: words that only the bystander has. */
export function leaked(to: "visitor" | "agent" | "nobody", raw: string, canaries: readonly string[]): string[] {
	const found = canaries.filter((canary) => raw.includes(canary)).map((canary) => `${to} got ${canary}`);
	if (to === "visitor") {
		const internal = INTERNAL.find((words) => raw.includes(words));
		if (internal) found.push(`a visitor got ${internal} in ${raw.slice(0, 300)}`);
	}
	const stack = raw.match(STACK)?.[0];
	if (stack) found.push(`${to} got a stack: ${stack.slice(0, 200)}`);
	return found;
}

/** As JSON spells them; inputs write none of these words into a text. */
const INTERNAL = [
	NOTE_MARK,
	'"kind":"note"',
	'"kind":"assignment"',
	'"kind":"identified"',
	'"kind":"priority"',
	'"kind":"tag"',
	'"kind":"event"',
	'"publicSeq"',
	"usr_",
	"tem_",
];
/** A line of V8's stacks, in plain text or in JSON. */
const STACK = /(?:\n|\\n)\s+at .{1,200}(?::\d+:\d+|\(native\)|<anonymous>)/;

/** What the runtime says of itself: faults by the build's own count, and lines that only a fault prints. */
export function faultsIn(log: string): string[] {
	return log.split("\n").filter((line) => FAULT.test(line) && !PEERS_FAULT.test(line) && !isUnreached(line));
}
/**
 * The local stand-in for Neon closes a connection that was idle for five seconds, and now and then the driver is just
 * asking by it: no code of Postgres, and what failed is asked again. What input did would have a code, or fail again.
 */
export function isUnreached(fault: string): boolean {
	return fault.includes('"error":"NeonDbError"') && fault.includes('"databaseCode":"undefined"');
}
/** What workerd prints when a peer breaks RFC 6455: no fault of anybody but the peer. */
const PEERS_FAULT = /WebSocket protocol error; protocolError\.statusCode = 10\d\d/;
const FAULT =
	/exception|uncaught|unhandled|fatal|\berror\b|panic|out of memory|outputgatebroken|segfault|"status":50[0-9]/i;

/** Objects that were constructed more often than they should. */
export function reborn(births: Readonly<Record<string, number>>, most = 1): string[] {
	return Object.entries(births)
		.filter(([, count]) => count > most)
		.map(([name, count]) => `${name} was constructed ${count} times: it was reset`);
}

export interface Acknowledged {
	/** The author's id. */
	sender: string;
	side: "visitor" | "agent";
	clientId: string;
	entry?: SeenEntry | undefined;
	/** What its text was when it was sent. */
	command?: Command | undefined;
}

/** The whole log against what was acknowledged: gapless, and nothing lost, changed or made up. */
export function tornLog(log: readonly SeenEntry[], acknowledged: readonly Acknowledged[]): string[] {
	const publicOnes = log.filter(isPublic);
	const known = new Set(acknowledged.map(({ sender, clientId }) => `${sender} ${clientId}`));
	return [
		...gaps(log),
		...acknowledged.flatMap(({ entry, side, command }) => {
			if (!entry) return [];
			const kept = side === "visitor" ? publicOnes[entry.seq - 1] : log[entry.seq - 1];
			const said = command?.text === undefined ? undefined : storable(command.text);
			const wrong = said === undefined || entry.content.text === said ? [] : [`${entry.clientId} says other words`];
			const same = kept?.clientId === entry.clientId && isDeepStrictEqual(kept?.content, entry.content);
			return same ? wrong : [...wrong, `${entry.clientId} was acknowledged at seq ${entry.seq} and is not there`];
		}),
		...log
			.filter(({ author, clientId }) => !known.has(`${author.id} ${clientId}`))
			.map(({ seq, clientId }) => `seq ${seq} (${clientId}) was acknowledged to nobody`),
	];
}

function gaps(log: readonly SeenEntry[]): string[] {
	let count = 0;
	return log.flatMap((entry, index) => {
		if (isPublic(entry)) count += 1;
		if (entry.seq !== index + 1) return [`seq ${entry.seq} stands at place ${index + 1}`];
		return entry.publicSeq === count ? [] : [`seq ${entry.seq} has publicSeq ${entry.publicSeq}, not ${count}`];
	});
}

/** What cannot be stored is dropped or replaced (src/protocol/README.md); written anew here, so that no fault hides. */
function storable(text: string): string {
	return text.split("\u0000").join("").toWellFormed();
}

/** The bystander's log, before and after. */
export function changed(before: readonly SeenEntry[], after: readonly SeenEntry[]): string[] {
	return isDeepStrictEqual(before, after)
		? []
		: [`the bystander had ${before.length} entries, and has ${after.length}`];
}

/** Nasty words must not stop a conversation's way to Postgres: entries and rows by conversation. */
export function unstored(entries: ReadonlyMap<string, number>, rows: ReadonlyMap<string, number>): string[] {
	return [...entries]
		.filter(([id, count]) => rows.get(id) !== count)
		.map(([id, count]) => `${id} has ${count} entries, and ${rows.get(id) ?? 0} of them in Postgres`);
}

/** A flood under production's limits: some of it taken, some refused. `closed`: what an endless one must be closed with. */
export function unflooded(what: string, answers: readonly Answer[], closed?: number | null): string[] {
	const refused = answers.filter(({ outcome }) => outcome === "rate_limited").length;
	const wrong: string[] = [];
	if (refused === 0) wrong.push(`${what} sent ${answers.length} at once, and none was rate_limited`);
	// An endless one may have used its share up before.
	if (closed === undefined && refused === answers.length) wrong.push(`${what} was refused altogether`);
	if (closed !== undefined && closed !== ERRORS.rate_limited.close)
		wrong.push(`${what} went on after its refusals: closed with ${closed}`);
	return wrong;
}

/** A rate that refuses everything hides all that should have been tried. */
export function drowned(answers: ReadonlyMap<string, number>): string[] {
	const all = [...answers.values()].reduce((sum, count) => sum + count, 0);
	const refused = answers.get("rate_limited" satisfies Outcome) ?? 0;
	return all > 0 && refused * 2 > all
		? [`${refused} of ${all} answers are rate_limited: next to nothing was tried`]
		: [];
}
