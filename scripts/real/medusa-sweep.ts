// What Heddle's sweep finds in a real Medusa, beside what the subscriber told of the same.
import type { Translated } from "../../src/connectors/connector.ts";
import { medusa as connector } from "../../src/connectors/medusa/connector.ts";
import { reach } from "./reach.ts";

const MOST_PAGES = 20;

export type Told = Pick<Translated, "kind" | "objectId" | "version">;

/** All that changed since (milliseconds since 1970), as events of an order that nothing is known of. */
export async function swept(origin: string, secretKey: string, afterMs: number): Promise<Told[]> {
	const settings = connector.settings.parse({ url: "https://api.oak.example", secretKey, origin });
	const all: Told[] = [];
	for (let cursor: string | undefined, page = 0; page < MOST_PAGES; page++) {
		const span = { afterMs, untilMs: Date.now() };
		const read = await connector.poll?.changedSince(span, settings, reach(origin), cursor);
		if (!read?.ok) throw new Error(read?.reason ?? "Medusa can be asked what changed");
		for (const { head, payload } of read.value.findings) {
			const told = connector.hooks?.translate(head, payload, settings);
			if (told) all.push({ kind: told.kind, objectId: told.objectId, version: told.version });
		}
		cursor = read.value.next;
		if (cursor === undefined) return all;
	}
	throw new Error("the sweep comes to no end");
}
