// Every kind of business system that Heddle can connect to. A new connector is a folder and a line here.
import type { ConnectorInfo } from "../protocol/http.ts";
import type { Connector } from "./connector.ts";
import { shopify } from "./shopify/connector.ts";

export const connectors: ReadonlyMap<string, Connector> = new Map<string, Connector>([[shopify.name, shopify]]);

/** A connector as the set-up screen shows it: no code, no secrets. */
export function connectorInfo({ name, title, summary, fields, hooks }: Connector): ConnectorInfo {
	return {
		name,
		title,
		summary,
		fields: [...fields],
		hooks: hooks && { secretFrom: hooks.secretFrom, topics: [...hooks.topics], instructions: hooks.instructions },
	};
}
