// What a connection to a HubSpot account is set up with.
import { z } from "zod";
import { credential, optional, origin } from "../settings.ts";

/** HubSpot has no tags of its own on contacts: README.md has the business make this property. */
const TAGS_PROPERTY = "customer_tags";

/** What a card shows, of the default properties of every account: https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide */
export const PROPERTIES = [
	"email",
	"firstname",
	"lastname",
	"company",
	"lifecyclestage",
	"hs_lead_status",
	"hubspot_owner_id",
];

/** Of which webhooks are to tell (README.md), and the sweep where they have not. */
export const TOLD_PROPERTIES = ["email", "phone", "lifecyclestage", "hs_lead_status", "hubspot_owner_id"];

export const settings = z.object({
	accessToken: credential,
	tagsProperty: optional(
		z
			.string()
			.trim()
			.regex(/^[a-z][a-z0-9_]{0,99}$/, "expected a property's internal name, such as customer_tags"),
	).transform((name) => name ?? TAGS_PROPERTY),
	origin,
});
export type Settings = z.infer<typeof settings>;
