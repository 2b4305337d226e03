// A connector that asks one of the sandbox's systems what changed.
import type { Connector, Finding, SystemFetch, Translated } from "../../src/connectors/connector.ts";

export interface Sweeping {
	/** Paths asked so far. */
	asked: string[];
	/** All pages of the window, both ends in milliseconds since 1970. `between`: what happens after each page. */
	found(afterMs: number, untilMs: number, between?: () => Promise<unknown>): Promise<Finding[]>;
	/** As Heddle reads it. */
	translate(finding: Finding): Translated;
}

const MOST_PAGES = 30;

/** `form`: what a business types in; `origin`: the sandbox's in place of the real one. */
export function sweeping<Settings>(connector: Connector<Settings>, form: object, origin: string): Sweeping {
	const settings = connector.settings.parse({ ...form, origin });
	const asked: string[] = [];
	const fetchSystem: SystemFetch = async ({ method = "GET", path, headers = {} }) => {
		asked.push(path);
		const response = await fetch(`${origin}${path}`, { method, headers });
		return { status: response.status, headers: response.headers, json: await response.json() };
	};
	return {
		asked,
		async found(afterMs, untilMs, between) {
			const all: Finding[] = [];
			for (let cursor: string | undefined, page = 0; page < MOST_PAGES; page++) {
				const read = await connector.poll?.changedSince({ afterMs, untilMs }, settings, fetchSystem, cursor);
				if (!read?.ok) throw new Error(read?.reason ?? `${connector.name} cannot be asked`);
				all.push(...read.value.findings);
				cursor = read.value.next;
				if (cursor === undefined) return all;
				await between?.();
			}
			throw new Error("it comes to no end");
		},
		translate: ({ head, payload }) => {
			if (!connector.hooks) throw new Error("it has webhooks");
			return connector.hooks.translate(head, payload, settings);
		},
	};
}
