// The set-up form of a connector, as this environment shows it.
import type { Connector } from "../connectors/connector.ts";
import { connectorInfo } from "../connectors/registry.ts";
import { configOf } from "../platform/config.ts";
import type { ConnectorInfo, FormField } from "../protocol/connections.ts";
import { ORIGIN } from "./settings.ts";
import { installPathOf } from "./shopify-install.ts";

const LOCAL_ADDRESS: FormField = {
	key: ORIGIN,
	label: "Address on this machine",
	help: "This Heddle runs on your own machine: with the address that the sandbox lists for this system, the sandbox is asked in its place. Empty: the system's own address.",
	placeholder: "http://127.0.0.1:8801",
	secret: false,
	required: false,
};

/** Where loopback may be reached, which is the local environment alone, the form asks whether it shall be. */
export function formOf(env: WorkerBindings, connector: Connector): ConnectorInfo {
	const info = { ...connectorInfo(connector), install: installPathOf(env, connector.name) };
	return configOf(env).LOOPBACK_ORIGINS.length > 0 ? { ...info, fields: [...info.fields, LOCAL_ADDRESS] } : info;
}
