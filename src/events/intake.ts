// Intake: the door of webhooks. Untrusted until the signature over the raw bytes fits; then queued, and answered at once.
import type { Context } from "hono";
import { countHook } from "../connections/hook-counts.ts";
import { openHookSecrets } from "../connections/settings.ts";
import type { HookEvent } from "../connectors/connector.ts";
import { isOneOf } from "../connectors/hmac.ts";
import { connectors } from "../connectors/registry.ts";
import { limitAddress } from "../platform/address-limit.ts";
import { Refused } from "../platform/http-error.ts";
import { derivedId } from "../platform/ids.ts";
import { jsonOf } from "../platform/json.ts";
import { log } from "../platform/log.ts";
import { newTraceId, span } from "../platform/tracing.ts";
import { instantOf, systemClock } from "../platform/world.ts";
import { type ErrorCode, refuse } from "../protocol/errors.ts";
import type { ConnectionId, WorkspaceId } from "../protocol/ids.ts";
import type { Jurisdiction } from "../protocol/jurisdiction.ts";
import { MAX_HOOK_BYTES } from "../protocol/limits.ts";
import { type ConnectionDoor, connectionDoorOf, workspaceDoors } from "../workspaces/doors.ts";
import type { AppEnv } from "../workspaces/principal.ts";
import { type Delivery, enqueue, packed, through } from "./delivery.ts";

/**
 * `pathSecret`: the last part of the address, of systems that do not sign. It is looked at here, and named nowhere.
 * The trace id under which this webhook can be followed to its alert; undefined where it was a ping. Refusals leave a
 * count in the connection's health.
 */
export async function takeHook(
	context: Context<AppEnv>,
	workspaceId: WorkspaceId,
	connectionId: ConnectionId,
	pathSecret?: string,
): Promise<string | undefined> {
	const { env } = context;
	// Whoever guesses addresses would wake Postgres with each: real ones are found in KV, and cost nobody's share.
	const workspace = await workspaceDoors.read(env, workspaceId, () => limitAddress(context, "hook"));
	const door = workspace && (await connectionDoorOf(env, workspaceId, connectionId));
	const hooks = door && connectors.get(door.connector)?.hooks;
	if (!workspace || !door || !hooks || (pathSecret !== undefined && !hooks.unsigned)) throw new Refused("not_found");
	const raw = await boundedBody(context.req.raw);
	const traceId = newTraceId();
	const at = { workspaceId, connectionId, traceId };
	const request = {
		method: context.req.method,
		url: context.req.url,
		header: (name: string) => context.req.header(name) ?? null,
		body: raw,
		receivedAtMs: systemClock.now(),
	};
	if (hooks.isPing?.(request)) {
		// Anybody can send one: it costs what a refusal costs, and says no more than that a connection is here.
		await limitUnsigned(context, door);
		log("hook_pinged", at);
		return undefined;
	}
	const verified = await span("hook.verify", { "heddle.trace_id": traceId }, async () => {
		const secrets = await openHookSecrets(env, door);
		if (hooks.unsigned && !(await isOneOf(pathSecret ?? "", secrets))) return refuse("invalid_signature");
		return hooks.verify(request, secrets);
	});
	if (!verified.ok) await refuseHook(context, door, workspace.jurisdiction, verified.code, traceId);
	else {
		if (jsonOf(raw) === undefined) await refuseHook(context, door, workspace.jurisdiction, "malformed_json", traceId);
		// Only what is signed counts: else a forger could have the shop refused, until it drops its subscription.
		const { success } = await env.HOOK_LIMIT.limit({ key: connectionId });
		if (!success) throw new Refused("rate_limited");
		const place = { ...at, jurisdiction: workspace.jurisdiction, receivedAt: instantOf(systemClock.now()) };
		const events = verified.events ?? [{ head: verified.head, body: raw }];
		const deliveries = await Promise.all(events.map((event) => deliveryOf(env, place, event)));
		await enqueue(env, deliveries);
		countHook(env, { workspaceId, jurisdiction: workspace.jurisdiction, id: door.id }, true);
		for (const { eventId, topic } of deliveries) log("hook_accepted", { ...at, eventId, topic });
		context.set("isLogged", true);
	}
	return traceId;
}

async function boundedBody(request: Request): Promise<Uint8Array<ArrayBuffer>> {
	const length = Number(request.headers.get("content-length") ?? Number.NaN);
	if (length > MAX_HOOK_BYTES) throw new Refused("body_too_large");
	// With a length the body is no longer than it says; without one it is counted as it comes.
	if (Number.isInteger(length) || !request.body) return new Uint8Array(await request.arrayBuffer());
	const raw = await through(request.body, MAX_HOOK_BYTES);
	if (!raw) throw new Refused("body_too_large");
	return raw;
}

async function deliveryOf(
	env: WorkerBindings,
	place: Pick<Delivery, "workspaceId" | "connectionId" | "jurisdiction" | "receivedAt" | "traceId">,
	{ head: { topic, eventId: sourceEventId, occurredAt }, body }: HookEvent,
): Promise<Delivery> {
	const eventId = await derivedId("event", place.connectionId, topic, sourceEventId);
	return {
		version: 1,
		...place,
		eventId,
		topic: topic.slice(0, 120),
		sourceEventId: sourceEventId.slice(0, 200),
		...(occurredAt && { occurredAt }),
		body: await packed(env, place.workspaceId, eventId, body),
	};
}

/** Beyond its address's limit nothing is counted or logged any more: who floods us costs one look at a counter. */
async function refuseHook(
	context: Context<AppEnv>,
	door: ConnectionDoor,
	jurisdiction: Jurisdiction,
	code: ErrorCode,
	traceId: string,
): Promise<never> {
	await limitUnsigned(context, door);
	countHook(context.env, { workspaceId: door.workspaceId, jurisdiction, id: door.id }, false);
	log("hook_refused", { workspaceId: door.workspaceId, connectionId: door.id, traceId, code });
	throw new Refused(code);
}

async function limitUnsigned(context: Context<AppEnv>, door: ConnectionDoor): Promise<void> {
	const from = context.req.header("cf-connecting-ip") ?? "local";
	const { success } = await context.env.REFUSED_HOOK_LIMIT.limit({ key: `${from} ${door.id}` });
	if (!success) throw new Refused("rate_limited");
}
