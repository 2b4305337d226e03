// What a sweep would find in a system that runs for real: every page of a window of time, read as Heddle does.
import type { Connector, SystemFetch, Translated } from "../../src/connectors/connector.ts";

/** More pages than any play here fills. */
const MOST_PAGES = 20;

/** Rejects with the connector's own sentence where it is refused. */
export async function foundIn<S>(
	{ poll, name }: Connector<S>,
	settings: S,
	fetchSystem: SystemFetch,
	afterMs: number,
	untilMs: number = Date.now(),
): Promise<Translated[]> {
	const translate = poll?.translate;
	if (!poll || !translate) throw new Error(`${name} cannot be asked what changed`);
	const all: Translated[] = [];
	let cursor: string | undefined;
	for (let page = 0; page < MOST_PAGES; page++) {
		const read = await poll.changedSince({ afterMs, untilMs }, settings, fetchSystem, cursor);
		if (!read.ok) throw new Error(read.reason);
		all.push(...read.value.findings.map(({ head, payload }) => translate(head, payload, settings)));
		cursor = read.value.next;
		if (cursor === undefined) return all;
	}
	throw new Error(`what changed in ${name} comes to no end`);
}
