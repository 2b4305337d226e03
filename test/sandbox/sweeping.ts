// A connector that asks one of the sandbox's systems what changed.
import type { Connector, Finding, SystemFetch, Translated } from "../../src/connectors/connector.ts";

export type Sweeping = Pick<ReturnType<typeof sweeping>, "asked" | "found" | "translate">;

const MOST_PAGES = 30;

/** `form`: what a business types in; `origin`: the sandbox's in place of the real one. */
export function sweeping<Settings>(connector: Connector<Settings>, form: object, origin: string) {
	const settings = connector.settings.parse({ ...form, origin });
	/** Paths asked so far. */
	const asked: string[] = [];
	const fetchSystem: SystemFetch = async ({ method = "GET", path, headers = {}, json }) => {
		asked.push(path);
		const response = await fetch(`${connector.origin(settings)}${path}`, {
			method,
			headers: { ...headers, ...(json !== undefined && { "content-type": "application/json" }) },
			...(json !== undefined && { body: JSON.stringify(json) }),
		});
		return { status: response.status, headers: response.headers, json: await response.json() };
	};
	/** All pages of the window, both ends in milliseconds since 1970. `between`: what happens after each page but the last. */
	const found = async (
		afterMs: number,
		untilMs: number,
		between?: (page: number) => Promise<unknown>,
	): Promise<Finding[]> => {
		const all: Finding[] = [];
		for (let cursor: string | undefined, page = 0; page < MOST_PAGES; page++) {
			const read = await connector.poll?.changedSince({ afterMs, untilMs }, settings, fetchSystem, cursor);
			if (!read?.ok) throw new Error(read?.reason ?? `${connector.name} cannot be asked`);
			all.push(...read.value.findings);
			cursor = read.value.next;
			if (cursor === undefined) return all;
			await between?.(page);
		}
		throw new Error("it comes to no end");
	};
	const reads = connector.poll?.translate ?? connector.hooks?.translate;
	/** As Heddle reads it. */
	const translate = ({ head, payload }: Finding): Translated => {
		if (!reads) throw new Error("it cannot be read");
		return reads(head, payload, settings);
	};
	return { connector, settings, fetchSystem, asked, found, translate };
}
