// The plan: which webhooks are sent, with which flaws and how often. The same seed makes the same one.
import type { Random } from "../random.ts";
import type { Flaw, Webhook } from "./history.ts";
import { systems } from "./systems.ts";

/** Issue 5: 5 % each. */
const FORGED = 0.05;
const MALFORMED = 0.05;
const STRAY = 0.05;
/** Ways to be flawed, of each kind (sending.ts). */
export const WAYS = 3;
/** Of the objects: what is to be in front of an agent. */
const URGENT = 0.12;
/** Of the objects: those of somebody who has a conversation open; as many are of people whom nobody knows. */
const KNOWN = 0.3;
/** A webhook is sent up to ten times, most of them only once or twice: 2.3 times on average. */
const MOST_COPIES = 10;
/** Changes of one object, about: a shop's order has as many webhooks. */
const CHANGES = 4;

export interface Ground {
	marks: readonly string[];
	/** E-mails of those who have a conversation open, the same in every workspace. */
	people: readonly string[];
	/** The first object's number: what an earlier run on the same ground left behind has lower ones. */
	from: number;
}

export function planned(count: number, random: Random, { marks, people, from }: Ground): Webhook[] {
	const webhooks: Webhook[] = [];
	for (let object = from; webhooks.length < count; object++) {
		// Everywhere the same number, for as many: whose it is must never be taken from the number alone.
		for (const [home, mark] of marks.entries()) {
			for (const { connector } of systems) {
				const urgent = random.chance(URGENT);
				const person = personOf(random, people, object);
				const changes = random.between(1, 2 * CHANGES - 1);
				for (let revision = 1; revision <= changes && webhooks.length < count; revision++) {
					const change = { object, revision, urgent, person, mark };
					const flaw = flawOf(random);
					const way = random.between(0, WAYS - 1);
					webhooks.push({ id: webhooks.length, ...change, home, connector, flaw, way, copies: copiesOf(random) });
				}
			}
		}
	}
	return webhooks;
}

/** Each send of each webhook, in any order. */
export function shuffled(webhooks: readonly Webhook[], random: Random): Webhook[] {
	const sends = webhooks.flatMap((webhook) => Array.from({ length: webhook.copies }, () => webhook));
	for (let last = sends.length - 1; last > 0; last--) {
		const other = random.between(0, last);
		const [a, b] = [sends[last], sends[other]];
		if (a && b) [sends[last], sends[other]] = [b, a];
	}
	return sends;
}

function personOf(random: Random, people: readonly string[], object: number): string | null {
	if (random.chance(KNOWN)) return random.pick(people);
	return random.chance(0.5) ? `stranger-${object}@torture.example` : null;
}

function flawOf(random: Random): Flaw {
	const drawn = random.next();
	if (drawn < FORGED) return "forged";
	if (drawn < FORGED + MALFORMED) return "malformed";
	return drawn < FORGED + MALFORMED + STRAY ? "stray" : null;
}

function copiesOf(random: Random): number {
	return 1 + Math.floor((MOST_COPIES - 0.001) * random.next() ** 6);
}
