// A connection opened: its connector, its settings with the secrets in them, and the one way to its system.
import { type Connector, type SystemFetch, SystemUnreachable } from "../connectors/connector.ts";
import { connectors } from "../connectors/registry.ts";
import { configOf } from "../platform/config.ts";
import { jsonOf } from "../platform/json.ts";
import { FetchRefused, safeFetch } from "../platform/safe-fetch.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import { openSettings } from "./settings.ts";

export interface System {
	connector: Connector;
	settings: unknown;
	fetchSystem: SystemFetch;
}

/** Undefined where the connector is unknown or the settings no longer fit its form. */
export async function openSystem(
	env: WorkerBindings,
	door: Pick<ConnectionDoor, "id" | "workspaceId" | "connector" | "settings" | "secrets">,
): Promise<System | undefined> {
	const connector = connectors.get(door.connector);
	if (!connector) return undefined;
	const settings = connector.settings.safeParse(await openSettings(env, door));
	if (!settings.success) return undefined;
	return { connector, settings: settings.data, fetchSystem: systemFetch(env, connector.origin(settings.data)) };
}

export function systemFetch(env: WorkerBindings, origin: string): SystemFetch {
	const fence = { origin, loopbackOrigins: configOf(env).LOOPBACK_ORIGINS };
	return async ({ method = "GET", path, headers, json, text, signal }) => {
		const body = json === undefined ? text?.body : JSON.stringify(json);
		try {
			const answer = await safeFetch(fence, path, {
				method,
				headers: {
					accept: "application/json",
					"user-agent": "Heddle/1",
					...(body !== undefined && { "content-type": text?.contentType ?? "application/json" }),
					...headers,
				},
				...(body !== undefined && { body }),
				...(signal && { signal }),
			});
			return { status: answer.status, headers: answer.headers, json: jsonOf(answer.body) };
		} catch (error) {
			if (error instanceof FetchRefused) throw new SystemUnreachable(error.message, error.timedOut);
			throw error;
		}
	};
}
