// Trying a connection with one customer: the card as agents will see it, asked for now and counted nowhere. Kept is
// what the system answered, as the mapping's sample: whoever sets a system up has nobody else yet to try a mapping on.
import type { VerifiedKeys } from "../connectors/connector.ts";
import { audit } from "../db/schema/workspace.ts";
import { Refused } from "../platform/http-error.ts";
import { logFault } from "../platform/log.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import type { Card } from "../protocol/card.ts";
import type { CustomerToTry } from "../protocol/connections.ts";
import type { Jurisdiction } from "../protocol/jurisdiction.ts";
import { tenant } from "../workspaces/access.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import { CARD_STATES, LookUps } from "./look-up.ts";
import { auditRow, type By } from "./manage.ts";
import { withMapping } from "./mapped-system.ts";
import type { MappingInput } from "./mapping-input.ts";
import { NOTHING_KEPT } from "./restraint.ts";
import { sealSample } from "./sample.ts";
import { connectionStub } from "./stub.ts";
import { openSystem } from "./system.ts";

/**
 * What the system says about this customer, whom nobody has signed for: it is the admin who vouches, and the audit says
 * who did. A failure is a card in that state, with its reason. Refuses with `rate_limited` beyond ten a minute, which is
 * more than anybody types (wrangler.toml: SIGN_IN_LIMIT).
 */
export async function tryConnection(
	env: WorkerBindings,
	by: By & { jurisdiction: Jurisdiction },
	door: ConnectionDoor,
	customer: CustomerToTry,
): Promise<Card> {
	const { success } = await env.SIGN_IN_LIMIT.limit({ key: `try ${by.workspaceId} ${by.userId}` });
	if (!success) throw new Refused("rate_limited");
	const asked = { by: Object.keys(customer).join(" and ") };
	// Before the answer: who has looked is on record, also where the answer never comes.
	await tenant(env, by.workspaceId).batch((db) => [
		db.insert(audit).values(auditRow(by, "connection.tried", door.id, asked)),
	]);
	let sample: MappingInput | undefined;
	const card = await lookUp(env, door, customer, (input) => {
		sample = input;
	});
	if (sample) await keepSample(env, by.jurisdiction, door, sample);
	return card;
}

async function keepSample(
	env: WorkerBindings,
	jurisdiction: Jurisdiction,
	door: ConnectionDoor,
	input: MappingInput,
): Promise<void> {
	try {
		const sealed = await sealSample(env, door, input, systemClock.now());
		await connectionStub(env, { ...door, jurisdiction }).keepSample(sealed);
	} catch (error) {
		logFault("sample_not_kept", error, { workspaceId: door.workspaceId, connectionId: door.id });
	}
}

async function lookUp(
	env: WorkerBindings,
	door: ConnectionDoor,
	{ email, phone }: CustomerToTry,
	sampled: (input: MappingInput) => void,
): Promise<Card> {
	const keys: VerifiedKeys = { ...(email && { email: email.toLowerCase() }), ...(phone && { phone }) };
	const began = systemClock.now();
	const lookUps = new LookUps(COUNTED_NOWHERE, {
		now: () => systemClock.now(),
		restraint: NOTHING_KEPT,
		open: async (door) =>
			withMapping(await openSystem(env, door), door, {
				now: () => systemClock.now(),
				drifted: () => {},
				sampled,
			}),
		fault: (error, { workspaceId, id }) => logFault("lookup_failed", error, { workspaceId, connectionId: id }),
	});
	const outcome = await lookUps.ask(door, keys, new AbortController().signal);
	const face = { connectionId: door.id, connector: door.connector, title: door.name };
	if (outcome.ok)
		return {
			...face,
			state: outcome.found ? "fresh" : "not_found",
			fetchedAt: instantOf(began),
			items: outcome.items,
		};
	return { ...face, state: CARD_STATES[outcome.why], reason: outcome.reason.slice(0, 300), items: [] };
}

/** A system that is only being set up has no health yet, and one that is in use keeps its own. */
const COUNTED_NOWHERE = { called: async () => {}, drifted: () => {} };
