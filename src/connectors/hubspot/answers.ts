// What the CRM API answers. https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide
import { z } from "zod";
import { firstOf, idText, optionalInstant, optionalLabel } from "../foreign-value.ts";

export const contactSearch = z.object({
	results: firstOf(
		10,
		z.object({
			id: idText,
			properties: z.record(z.string().max(100), z.string().nullable()),
			createdAt: optionalInstant,
		}),
	),
});
export type FoundContact = z.infer<typeof contactSearch>["results"][number];

/** https://developers.hubspot.com/docs/api-reference/crm-owners-v3/guide */
export const owner = z.object({ firstName: optionalLabel, lastName: optionalLabel, email: optionalLabel });

/** https://developers.hubspot.com/docs/api-reference/account-account-info-v3/guide */
export const account = z.object({
	portalId: z.number().int().positive(),
	uiDomain: z.string().regex(/^app(-[a-z0-9]+)?\.hubspot\.com$/),
});

/** https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines: which limit a 429 is about. */
export const rateLimit = z.object({ policyName: z.string() });

/** https://developers.hubspot.com/docs/api-reference/error-handling: a 403 names the scopes that are missing. */
export const missingScopes = z.object({
	category: z.literal("MISSING_SCOPES"),
	errors: firstOf(
		5,
		z.object({ context: z.object({ requiredGranularScopes: firstOf(20, z.string().regex(/^[a-z0-9._-]{1,80}$/i)) }) }),
	),
});
