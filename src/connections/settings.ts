// A connection's settings: what its form asked for, the secret fields sealed, each for its own place.
import type { Connector } from "../connectors/connector.ts";
import { configOf } from "../platform/config.ts";
import { Refused } from "../platform/http-error.ts";
import type { ConnectionId, WorkspaceId } from "../protocol/ids.ts";
import { safeOf } from "../workspaces/data-key.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";

/**
 * On no connector's own form: reaches the sandbox instead of the system's own address. Only the local environment asks
 * for it (form.ts), and it is taken for listed loopback origins alone.
 */
export const ORIGIN = "origin";
const HOOK_SECRET = "hookSecret";

export type Values = Record<string, string>;
type Sealed = Pick<ConnectionDoor, "settings" | "secrets">;
type Owned = Sealed & Pick<ConnectionDoor, "id" | "workspaceId">;

/** All values in the clear, secret ones too. */
export async function openSettings(env: WorkerBindings, door: Owned): Promise<Values> {
	const safe = await safeOf(env, door.workspaceId);
	const opened = Object.entries(door.secrets).map(
		async ([field, sealed]) => [field, await safe.open(placeOf(door.id, field), sealed)] as const,
	);
	return { ...door.settings, ...Object.fromEntries(await Promise.all(opened)) };
}

/** Keeps what the connector's form knows, and seals what it calls secret. Refuses what the form would refuse. */
export async function sealSettings(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	id: ConnectionId,
	connector: Connector,
	values: Values,
): Promise<Sealed> {
	const wish = withoutEmptyOrigin(values);
	refuseBadSettings(env, connector, wish);
	const safe = await safeOf(env, workspaceId);
	const settings: Values = {};
	const secrets: Values = {};
	for (const { key, secret } of [...connector.fields, { key: ORIGIN, secret: false }]) {
		const value = wish[key];
		if (value === undefined) continue;
		if (secret) secrets[key] = await safe.seal(placeOf(id, key), value);
		else settings[key] = value;
	}
	return { settings, secrets };
}

/**
 * Values over those that are there; secrets left out stay as they are, but not where the system's address changes: who may
 * not see a secret must not have it sent to an address of their choice.
 */
export async function changedSettings(
	env: WorkerBindings,
	door: Owned,
	connector: Connector,
	change: Values,
): Promise<Sealed> {
	const before = await openSettings(env, door);
	const after = withoutEmptyOrigin({ ...before, ...change });
	refuseBadSettings(env, connector, after);
	const kept = connector.fields.filter(
		({ key, secret }) => secret && door.secrets[key] !== undefined && change[key] === undefined,
	);
	const moved = addressesOf(connector, before) !== addressesOf(connector, after);
	if (moved && kept.length > 0) {
		throw new Refused(
			"invalid_request",
			kept.map(({ key, label }) => ({
				path: `settings.${key}`,
				message: `Enter ${label} again: the address has changed.`,
			})),
		);
	}
	return sealSettings(env, door.workspaceId, door.id, connector, after);
}

/** The values that may be shown. */
export function shownSettings({ settings }: Sealed): Values {
	return settings;
}

export async function sealHookSecret(
	env: WorkerBindings,
	workspaceId: WorkspaceId,
	id: ConnectionId,
	secret: string,
): Promise<string> {
	return (await safeOf(env, workspaceId)).seal(placeOf(id, HOOK_SECRET), secret);
}

/** The live hook secrets, newest first. */
export async function openHookSecrets(env: WorkerBindings, door: ConnectionDoor): Promise<string[]> {
	const safe = await safeOf(env, door.workspaceId);
	return Promise.all(door.hookSecrets.map((sealed) => safe.open(placeOf(door.id, HOOK_SECRET), sealed)));
}

/** Left empty on the local environment's form: the system's own address. */
function withoutEmptyOrigin(values: Values): Values {
	const { [ORIGIN]: origin, ...rest } = values;
	return origin ? { ...rest, [ORIGIN]: origin } : rest;
}

/** The origin, and whole addresses among the settings: one host may be many people's, each at a path of their own. */
function addressesOf(connector: Connector, values: Values): string {
	const parsed = connector.settings.safeParse(values);
	const origin = parsed.success ? connector.origin(parsed.data) : null;
	const whole = connector.fields
		.filter(({ secret }) => !secret)
		.map(({ key }) => values[key]?.trim() ?? "")
		.filter((value) => /^https?:/i.test(value) && URL.canParse(value))
		.map((value) => new URL(value).href);
	return JSON.stringify([origin, ...whole]);
}

function refuseBadSettings(env: WorkerBindings, connector: Connector, values: Values): void {
	const parsed = connector.settings.safeParse(values);
	const issues = parsed.success
		? []
		: parsed.error.issues.map((issue) => ({ path: ["settings", ...issue.path].join("."), message: issue.message }));
	const origin = values[ORIGIN];
	if (origin !== undefined && !configOf(env).LOOPBACK_ORIGINS.includes(origin)) {
		issues.push({ path: `settings.${ORIGIN}`, message: "is not among this environment's loopback origins" });
	}
	if (issues.length > 0) throw new Refused("invalid_request", issues);
}

function placeOf(id: ConnectionId, field: string): string[] {
	return ["connection", id, field];
}
