// What the CRM API answers. https://developers.hubspot.com/docs/api-reference/crm-contacts-v3/guide
import { z } from "zod";
import { firstOf, idText, instant, optionalInstant, optionalLabel } from "../foreign-value.ts";

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

/** https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm */
export const changedContacts = z.object({
	results: firstOf(200, z.object({ id: idText, properties: z.object({ lastmodifieddate: instant }) })),
	paging: z.object({ next: z.object({ after: z.string().min(1).max(200) }).nullish() }).nullish(),
});

/** https://developers.hubspot.com/docs/api-reference/legacy/crm/objects/contacts/batch/get-contacts */
export const contactHistories = z.object({
	results: firstOf(
		100,
		z.object({
			id: idText,
			createdAt: optionalInstant,
			properties: z.object({ email: z.string().nullish(), phone: z.string().nullish() }),
			// A property that the contact never had is left out.
			propertiesWithHistory: z
				.record(z.string().max(100), firstOf(100, z.object({ value: z.string().nullish(), timestamp: instant })))
				.default({}),
		}),
	),
});
export type ChangedContact = z.infer<typeof contactHistories>["results"][number];

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
