// What the law makes a system ask for about a customer or a shop: done, and proven by a receipt. Each step runs again
// without doing anything twice, and the receipt is written last: where there is one, all is done.
import { and, eq } from "drizzle-orm";
import { openSystem } from "../connections/system.ts";
import type { PrivacyRequest } from "../connectors/connector.ts";
import { connectors } from "../connectors/registry.ts";
import { privacyReceipts } from "../db/schema/event.ts";
import { configOf } from "../platform/config.ts";
import { derivedId } from "../platform/ids.ts";
import { jsonOf } from "../platform/json.ts";
import { keyFor } from "../platform/keys.ts";
import { log } from "../platform/log.ts";
import type { RequestId } from "../protocol/ids.ts";
import { tenant } from "../workspaces/access.ts";
import type { ConnectionDoor } from "../workspaces/doors.ts";
import { type Delivery, unpacked } from "./delivery.ts";
import { eraseCustomer } from "./privacy-customer.ts";
import { exportCustomer } from "./privacy-export.ts";
import { eraseShop } from "./privacy-shop.ts";
import { CannotApply } from "./reasons.ts";

/** One request, with all that its steps need. */
export interface Asked {
	env: WorkerBindings;
	door: ConnectionDoor;
	one: Delivery;
	request: PrivacyRequest;
	receiptId: RequestId;
}

/** What a receipt says: how many of what, what could not be erased and why, and until when an export can be fetched. */
export interface Done {
	counts: Record<string, number>;
	remains: string[];
	exportUntil?: Date;
}

const STEPS: Record<PrivacyRequest["what"], (asked: Asked) => Promise<Done>> = {
	export: exportCustomer,
	erase_customer: eraseCustomer,
	erase_shop: eraseShop,
};

/** Does what a delivery asks for, where it is such a request; else nothing. Throws where it has to be tried again. */
export async function honour(env: WorkerBindings, door: ConnectionDoor, one: Delivery): Promise<void> {
	// Who tries what an event does wants nobody erased.
	if (one.test || !connectors.get(door.connector)?.hooks?.privacy?.topics.includes(one.topic)) return;
	const receiptId = await derivedId("request", "privacy-receipt", one.eventId);
	if (await isDone(env, one, receiptId)) return;
	const request = await requestIn(env, door, one);
	const done = await STEPS[request.what]({ env, door, one, request, receiptId });
	const subject = await subjectOf(env, door, request);
	await tenant(env, one.workspaceId).query((db) =>
		db
			.insert(privacyReceipts)
			.values({
				workspaceId: one.workspaceId,
				id: receiptId,
				eventId: one.eventId,
				connectionId: door.id,
				topic: one.topic,
				what: request.what,
				subject,
				counts: done.counts,
				remains: done.remains,
				receivedAt: new Date(one.receivedAt),
				doneAt: new Date(),
				exportUntil: done.exportUntil ?? null,
			})
			.onConflictDoNothing(),
	);
	log("privacy_request_done", { workspaceId: one.workspaceId, connectionId: door.id, topic: one.topic });
}

async function isDone(env: WorkerBindings, { workspaceId }: Delivery, id: RequestId): Promise<boolean> {
	const rows = await tenant(env, workspaceId).query((db) =>
		db
			.select({ id: privacyReceipts.id })
			.from(privacyReceipts)
			.where(and(eq(privacyReceipts.workspaceId, workspaceId), eq(privacyReceipts.id, id))),
	);
	return rows.length > 0;
}

/** One that cannot be read is not let go: it ends among the dead letters, where somebody sees it. */
async function requestIn(env: WorkerBindings, door: ConnectionDoor, one: Delivery): Promise<PrivacyRequest> {
	const system = await openSystem(env, door);
	if (!system) throw new CannotApply("The connection's settings cannot be opened: enter them again.");
	const payload = jsonOf(await unpacked(env, one));
	const request = system.connector.hooks?.privacy?.read(one.topic, payload, system.settings);
	if (!request)
		throw new CannotApply("This privacy request names no customer, or another shop: it has to be looked at by hand.");
	return request;
}

/**
 * Names nobody to who has not the deployment's secret, and is the same for the same customer of the same connection: a
 * business can show that it has done what it was asked to. HMAC-SHA256, its first 128 bits in hexadecimal.
 */
async function subjectOf(
	env: WorkerBindings,
	door: ConnectionDoor,
	{ what, customer }: PrivacyRequest,
): Promise<string> {
	const whom =
		what === "erase_shop" ? "shop" : (customer.externalId ?? customer.email?.toLowerCase() ?? customer.phone ?? "");
	const key = await crypto.subtle.importKey(
		"raw",
		await keyFor(configOf(env).HEDDLE_SECRET, "receipts"),
		{ name: "HMAC", hash: "SHA-256" },
		false,
		["sign"],
	);
	const signed = new TextEncoder().encode([door.workspaceId, door.id, what === "erase_shop", whom].join("\n"));
	const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, signed)).slice(0, 16);
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
