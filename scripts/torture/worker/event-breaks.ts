// One broken promise about business events each, to see that a checker finds it.
import { z } from "zod";
import { connectors } from "../../../src/connectors/registry.ts";
import type { DeskAddress } from "../../../src/conversations/ports.ts";
import { deskStub } from "../../../src/desks/stub.ts";
import { newId } from "../../../src/platform/ids.ts";
import type { Alert } from "../../../src/protocol/desk-frames.ts";
import { refuse } from "../../../src/protocol/errors.ts";
import { breaks, OFTEN } from "./breaking.ts";

/** Only some of an object's events are to be misread, or an order would be left among them. */
const FAR_AHEAD_MS = 10 * 365 * 24 * 60 * 60 * 1000;

export function installEventBreaks(): void {
	for (const { hooks } of connectors.values()) {
		if (!hooks) continue;
		const { verify, translate } = hooks;
		hooks.verify = async (request, secrets) => {
			const verified = await verify.call(hooks, request, secrets);
			if (verified.ok) return breaks("hook_refused") ? refuse("invalid_signature") : verified;
			if (!breaks("hook_forged", OFTEN)) return verified;
			return { ok: true, head: { topic: "orders/create", eventId: crypto.randomUUID() } };
		};
		hooks.translate = (head, payload, settings) => {
			const translated = translate.call(hooks, head, payload, settings);
			if (!breaks("old_wins")) return translated;
			return { ...translated, version: new Date(Date.parse(translated.version) + FAR_AHEAD_MS).toISOString() };
		};
	}
}

const named = z.looseObject({ eventId: z.string() });

/** An event that is not known again: it comes under an id of its own. */
export function underOtherId(body: unknown): unknown {
	return breaks("event_doubled") ? { ...named.parse(body), eventId: newId("event") } : body;
}

/** Each workspace's desk, once something was raised on it. */
const desks = new Map<string, DeskAddress>();

/** Raises it on another workspace's desk as well. */
export async function crossAlert(env: WorkerBindings, desk: DeskAddress, alert: Alert): Promise<void> {
	desks.set(desk.workspaceId, desk);
	const other = [...desks.values()].find(({ workspaceId }) => workspaceId !== desk.workspaceId);
	if (other && breaks("alert_crossed", OFTEN)) await deskStub(env, other).raise(other, alert);
}
