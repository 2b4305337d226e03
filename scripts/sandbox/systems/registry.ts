// Every system that the sandbox plays. A new one is a file and a line here, and a key in ../tenants.ts.
import type { SystemKey } from "../tenants.ts";
import { aftership } from "./aftership.ts";
import { erpnext } from "./erpnext.ts";
import { hubspot } from "./hubspot.ts";
import { mappedRest } from "./mapped-rest.ts";
import { medusa } from "./medusa.ts";
import { moodle } from "./moodle.ts";
import { pullCard } from "./pull-card.ts";
import { requestTracker } from "./request-tracker.ts";
import { shopify } from "./shopify.ts";
import { stripe } from "./stripe.ts";
import type { System, World } from "./system.ts";
import { tryton } from "./tryton.ts";
import { woocommerce } from "./woocommerce.ts";
import { zendesk } from "./zendesk.ts";

export function systemsOf(world: World): Record<SystemKey, System> {
	return {
		shopify: shopify(world),
		erpnext: erpnext(world),
		hubspot: hubspot(world),
		zendesk: zendesk(world),
		moodle: moodle(world),
		"pull-card": pullCard(world),
		"mapped-rest": mappedRest(world),
		stripe: stripe(world),
		aftership: aftership(world),
		woocommerce: woocommerce(world),
		medusa: medusa(world),
		"request-tracker": requestTracker(world),
		tryton: tryton(world),
	};
}
