// Every kind of business system that Heddle can connect to. A new connector is a folder and a line here.
import { type ConnectorInfo, simulated } from "../protocol/connections.ts";
import { aftership } from "./aftership/connector.ts";
import type { Connector } from "./connector.ts";
import { erpnext } from "./erpnext/connector.ts";
import { hubspot } from "./hubspot/connector.ts";
import { mappedRest } from "./mapped-rest/connector.ts";
import { medusa } from "./medusa/connector.ts";
import { moodle } from "./moodle/connector.ts";
import { pullCard } from "./pull-card/connector.ts";
import { requestTracker } from "./request-tracker/connector.ts";
import { shopify } from "./shopify/connector.ts";
import { stripe } from "./stripe/connector.ts";
import { tryton } from "./tryton/connector.ts";
import { woocommerce } from "./woocommerce/connector.ts";
import { zendesk } from "./zendesk/connector.ts";

const all: readonly Connector[] = [
	shopify,
	woocommerce,
	medusa,
	erpnext,
	hubspot,
	zendesk,
	moodle,
	stripe,
	pullCard,
	mappedRest,
	aftership,
	requestTracker,
	tryton,
];

export const connectors: ReadonlyMap<string, Connector> = new Map(all.map((connector) => [connector.name, connector]));

const SIMULATED = simulated.options;

/** A connector as the set-up screen shows it: no code, no secrets. */
export function connectorInfo({ name, title, group, summary, fields, hooks }: Connector): ConnectorInfo {
	return {
		name,
		title,
		group,
		summary,
		fields: [...fields],
		hooks: hooks && {
			secretFrom: hooks.secretFrom,
			unsigned: hooks.unsigned ?? false,
			simulates: SIMULATED.filter((what) => hooks.simulates?.[what]),
			topics: [...hooks.topics],
			instructions: hooks.instructions,
		},
		// Whether this deployment has an app to install is nothing that a connector knows.
		install: null,
	};
}
