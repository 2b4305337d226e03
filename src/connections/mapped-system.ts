// A system with its workspace's mapping: the look-up's raw answers are listened to, and what the mapping makes of them
// joins what the connector made. Where it fails, the connector's own items stay, and admins hear of it.
import type { Connector, Drift, Lookup, SystemFetch, TestLine } from "../connectors/connector.ts";
import { type Mapped, runMapping } from "./mapping.ts";
import type { Answer, MappingInput } from "./mapping-input.ts";

/** A look-up is one to three calls. */
const MOST_ANSWERS = 20;

export interface MappingPorts {
	now(): number;
	/** The mapping could not be run to its end. */
	drifted(drift: Drift): void;
	/** What a mapping would be given: of customers that the system knows, and of answers that could not be read. */
	sampled(input: MappingInput): void;
}

interface Opened {
	connector: Connector;
}

/** Of a connection's door. */
interface MayBeMapped {
	mapping?: string | null | undefined;
}

export function withMapping<S extends Opened>(
	system: S | undefined,
	{ mapping }: MayBeMapped,
	ports: MappingPorts,
): S | undefined {
	if (!system) return undefined;
	const { connector } = system;
	const lookup: Connector["lookup"] = async (keys, settings, fetchSystem, noteUnknown) => {
		const { fetch, answers } = listening(fetchSystem);
		const found = await connector.lookup(keys, settings, fetch, noteUnknown);
		const input = { answers, items: found.ok ? found.items : [] };
		if (answers.length > 0 && (found.ok ? found.found : found.drift)) ports.sampled(input);
		if (!found.ok || !found.found) return found;
		if (connector.needsMapping) return onlyMapped(mapping, input, ports);
		return mapping ? withMapped(found, mapping, input, ports) : found;
	};
	return { ...system, connector: { ...connector, lookup } };
}

/** The answers that were some, as they came. Values of a query say who was asked about: they are left out. */
function listening(fetchSystem: SystemFetch): { fetch: SystemFetch; answers: Answer[] } {
	const answers: Answer[] = [];
	const fetch: SystemFetch = async (request) => {
		const answer = await fetchSystem(request);
		const { status, json } = answer;
		if (status >= 200 && status < 300 && json !== undefined && answers.length < MOST_ANSWERS)
			answers.push({ path: withoutValues(request.path), json });
		return answer;
	};
	return { fetch, answers };
}

function withoutValues(path: string): string {
	const [place = "", query] = path.split("?", 2);
	return query === undefined ? place : `${place}?${[...new URLSearchParams(query).keys()].join("&")}`;
}

/** Only the mapping can say what the answer means. Without items the system has nothing about this customer. */
async function onlyMapped(
	mapping: string | null | undefined,
	input: MappingInput,
	ports: MappingPorts,
): Promise<Lookup> {
	if (!mapping) return { ok: false, reason: NO_MAPPING };
	const mapped = await runMapping(mapping, input, ports.now());
	if (mapped.ok) return { ok: true, found: mapped.items.length > 0, items: mapped.items };
	return { ok: false, reason: NO_LONGER_FITS, drift: driftOf(mapped) };
}

async function withMapped(
	found: Extract<Lookup, { ok: true }>,
	mapping: string,
	input: MappingInput,
	ports: MappingPorts,
): Promise<Lookup> {
	const mapped = await runMapping(mapping, input, ports.now());
	if (mapped.ok) return { ...found, items: [...found.items, ...mapped.items] };
	ports.drifted(driftOf(mapped));
	return found;
}

/** For the self-test: what is missing besides what the connector knows of. */
export function mappingLines({ connector }: Opened, { mapping }: MayBeMapped): TestLine[] {
	if (!connector.needsMapping) return [];
	return [mapping ? { ok: true, text: "There is a mapping." } : { ok: false, text: NO_MAPPING }];
}

const NO_MAPPING = "It has no mapping yet. An admin writes one in Settings → Connections → Mapping.";
const NO_LONGER_FITS =
	"Its mapping does not fit what the system answers. An admin sees where in Settings → Connections.";

/** Where it stopped and never why in words: those may hold a customer's data. */
function driftOf({ line, column, path }: Extract<Mapped, { ok: false }>): Drift {
	const where = [line !== undefined && `line ${line}, column ${column}`, path !== undefined && `result ${path}`];
	return {
		path: "mapping",
		before: "items",
		after: `stops at ${where.filter(Boolean).join(", ") || "its bounds"}`.slice(0, 120),
	};
}
