// Storms: many events about one thing between two messages become one line, which says how it stands now. Pure.
import type { BusinessEvent } from "../../protocol/business-event.ts";

export interface EventLine {
	type: "event";
	key: string;
	at: string;
	event: BusinessEvent;
}
export interface StormLine {
	type: "storm";
	/** Of its first event, so that it stays the same element while it grows. */
	key: string;
	at: string;
	/** The newest that tells a state, whatever order the events came in. */
	newest: BusinessEvent;
	/** In the order in which they happened. */
	events: readonly EventLine[];
}

/** Two changes are read as fast as their count. */
const FEWEST = 3;

/**
 * Of events that follow each other, those about one thing (an order with its refunds and parcels is called by one reference)
 * stand where the last of them came, if they are three or more. Whatever comes between, a message or a new day, ends it.
 */
export function withStorms<L extends { type: string }>(
	lines: readonly (L | EventLine)[],
): (L | EventLine | StormLine)[] {
	const drawn: (L | EventLine | StormLine)[] = [];
	let run: EventLine[] = [];
	for (const line of lines) {
		if (isEvent(line)) {
			run.push(line);
			continue;
		}
		drawn.push(...gathered(run), line);
		run = [];
	}
	return [...drawn, ...gathered(run)];
}

function isEvent(line: { type: string }): line is EventLine {
	return line.type === "event";
}

function gathered(run: readonly EventLine[]): (EventLine | StormLine)[] {
	if (run.length < FEWEST) return [...run];
	const byThing = Map.groupBy(run, ({ event }) => thingOf(event));
	return run.flatMap((line): (EventLine | StormLine)[] => {
		const same = byThing.get(thingOf(line.event)) ?? [];
		if (same.length < FEWEST) return [line];
		return line === same.at(-1) ? [stormOf(same, line)] : [];
	});
}

/** `#1042.1` is a parcel of `#1042`. */
function thingOf({ connectionId, reference }: BusinessEvent): string {
	return `${connectionId} ${reference.replace(/^(#.+)\.\d+$/, "$1")}`;
}

function stormOf(same: readonly EventLine[], last: EventLine): StormLine {
	const events = same.toSorted((a, b) => Date.parse(a.event.occurredAt) - Date.parse(b.event.occurredAt));
	const newest = events.findLast(({ event }) => tells(event)) ?? events.at(-1) ?? last;
	return { type: "storm", key: `storm ${same[0]?.key}`, at: last.at, newest: newest.event, events };
}

/** "Changed" says less of how a thing stands than "shipped" before it. */
function tells({ kind }: BusinessEvent): boolean {
	return kind !== "other" && (kind === "delivery.updated" || !kind.endsWith(".updated"));
}

/** `#1042 changed 6 times, now: Shipment #1042 shipped`. */
export function stormWords({ events, newest }: StormLine): { what: string; now: string } {
	return { what: `${newest.reference} changed ${events.length} times`, now: newest.summary };
}
