// Which Customer documents of the site a person belongs to.
import type { VerifiedKeys } from "../connector.ts";
import type { Read } from "../failure.ts";
import { contactDocument, listOf, named } from "./answers.ts";
import { document, type Listing, list, type Site } from "./site.ts";

/** Customers with one e-mail address: branches of a company. */
const MOST_CUSTOMERS = 5;

/**
 * Names of the Customer documents: by the customer's own address or number, else through a Contact that is linked to
 * one. Never by `externalId`, which is the id of whichever shop signed.
 */
export async function findCustomers(site: Site, { email, phone }: VerifiedKeys): Promise<Read<string[]>> {
	const ways: [value: string | undefined, field: string, child: readonly string[]][] = [
		[email, "email_id", ["Contact Email", "email_id"]],
		[phone, "mobile_no", ["Contact Phone", "phone"]],
	];
	for (const [value, field, child] of ways) {
		if (!value) continue;
		const query = { fields: ["name"], limit: MOST_CUSTOMERS };
		const customers = await list(site, "Customer", { ...query, filters: [[field, "=", value]] }, listOf(named));
		if (!customers.ok) return customers;
		if (customers.value.data.length > 0) return { ok: true, value: customers.value.data.map(({ name }) => name) };
		const linked = await customersOfContacts(site, { ...query, filters: [[...child, "=", value]] });
		if (!linked.ok || linked.value.length > 0) return linked;
	}
	return { ok: true, value: [] };
}

async function customersOfContacts(site: Site, listing: Listing): Promise<Read<string[]>> {
	const contacts = await list(site, "Contact", listing, listOf(named));
	if (!contacts.ok) return contacts;
	const details = await Promise.all(
		contacts.value.data.map(({ name }) => document(site, "Contact", name, contactDocument)),
	);
	const failed = details.find((contact) => !contact.ok);
	if (failed && !failed.ok) return failed;
	const links = details.flatMap((contact) => (contact.ok ? contact.value.data.links : []));
	const customers = links.filter(({ link_doctype }) => link_doctype === "Customer").map(({ link_name }) => link_name);
	return { ok: true, value: [...new Set(customers)].slice(0, MOST_CUSTOMERS) };
}
