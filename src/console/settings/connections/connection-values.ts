// What a connection's form holds, and what of it is sent.
import type { Connection, ConnectorInfo } from "../../../protocol/connections.ts";

export interface ConnectionValues {
	name: string;
	settings: Record<string, string>;
	required: boolean;
}

/** Empty for a new connection. Secrets never come back, so their fields are empty always. */
export function valuesOf(connector: ConnectorInfo, made?: Connection): ConnectionValues {
	return {
		name: made?.name ?? connector.title,
		settings: Object.fromEntries(
			connector.fields.map(({ key, options, required }) => [
				key,
				made?.settings[key] ?? (required ? (options?.[0]?.value ?? "") : ""),
			]),
		),
		required: made?.required ?? false,
	};
}

/** Only what was typed: an empty secret means "as it is". */
export function wishOf(connector: ConnectorInfo, { name, settings, required }: ConnectionValues) {
	const typed = connector.fields.flatMap(({ key, secret }) => {
		const value = settings[key]?.trim() ?? "";
		return value === "" && secret ? [] : [[key, value] as const];
	});
	return { name: name.trim(), settings: Object.fromEntries(typed), required };
}
