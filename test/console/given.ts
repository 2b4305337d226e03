// What the console's tests begin from, parsed by the protocol's own schemas so that no test invents a shape.
import { type Card, card, type Item, item } from "../../src/protocol/card.ts";
import { type Alert, alert, type DeskRow, deskRow } from "../../src/protocol/desk-frames.ts";
import { type Entry, entry } from "../../src/protocol/entry.ts";

export const ADA = { id: "usr_0000000000000001", name: "Ada" };
export const BOB = { id: "usr_0000000000000002", name: "Bob" };
export const TEAM = "tem_0000000000000001";

/** A row whose customer has this name; rows of the same name are the same conversation. */
export function aRow(name: string, more: object = {}): DeskRow {
	const suffix = [...name].reduce((sum, letter) => sum * 31 + (letter.codePointAt(0) ?? 0), 7) % 1e9;
	const id = String(suffix).padStart(16, "0");
	return deskRow.parse({
		conversationId: `cnv_${id}`,
		inboxId: "ibx_0000000000000001",
		teamId: TEAM,
		revision: 1,
		status: "open",
		assignee: null,
		customer: { id: `cus_${id}`, verified: false, name },
		preview: null,
		waitingSince: null,
		lastAt: "2026-11-23T12:00:00.000Z",
		...more,
	});
}

export const EVENT = {
	id: "evt_0000000000000001",
	kind: "order.created",
	connectionId: "cnn_0000000000000001",
	connector: "shopify",
	topic: "orders/create",
	objectType: "order",
	objectId: "1042",
	reference: "#1042",
	summary: "Order #1042 placed",
	occurredAt: "2026-11-23T12:00:00.000Z",
	facts: {},
};

export function anAlert(more: object = {}): Alert {
	return alert.parse({
		id: "alr_0000000000000001",
		ruleId: "rul_0000000000000001",
		ruleName: "Large orders",
		severity: "urgent",
		event: EVENT,
		customer: null,
		conversationId: null,
		teamId: TEAM,
		assigneeId: null,
		raisedAt: "2026-11-23T12:00:00.000Z",
		acknowledged: null,
		...more,
	});
}

export function aCard(more: object = {}): Card {
	return card.parse({
		connectionId: "cnn_0000000000000001",
		connector: "shopify",
		title: "Orders",
		state: "fresh",
		fetchedAt: "2026-11-23T12:00:00.000Z",
		items: [],
		...more,
	});
}

export function aTicket(id: string, more: object = {}): Item {
	return item.parse({
		type: "ticket",
		id,
		reference: `#${id}`,
		subject: "Wrong colour",
		state: { label: "Open", tone: "neutral" },
		updatedAt: "2026-11-23T12:00:00.000Z",
		...more,
	});
}

export function anOrder(id: string, more: object = {}): Item {
	return item.parse({
		type: "order",
		id,
		reference: `#${id}`,
		placedAt: "2026-11-23T12:00:00.000Z",
		total: { amount: 1000, currency: "EUR" },
		payment: { label: "Paid", tone: "good" },
		fulfilment: { label: "Delivered", tone: "good" },
		lines: [],
		parcels: [],
		...more,
	});
}

export function aParcel(id: string, more: object = {}): Item {
	return item.parse({
		type: "parcel",
		id,
		reference: `JD01${id}`,
		href: `https://carrier.example/track/JD01${id}`,
		carrier: "DHL",
		order: "#2049",
		state: { label: "In transit", tone: "neutral" },
		updatedAt: "2026-11-23T12:00:00.000Z",
		checkpoints: [],
		...more,
	});
}

export function aPayment(id: string, more: object = {}): Item {
	return item.parse({
		type: "payment",
		id,
		reference: `pi_${id}`,
		href: `https://payments.example/pi_${id}`,
		at: "2026-11-23T12:00:00.000Z",
		amount: { amount: 12_000, currency: "EUR" },
		state: { label: "Succeeded", tone: "good" },
		...more,
	});
}

export function aCourse(id: string, more: object = {}): Item {
	return item.parse({
		type: "course",
		id,
		title: "Weaving for beginners",
		href: `https://learn.example/course/${id}`,
		state: { label: "Under way", tone: "neutral" },
		...more,
	});
}

export function aSheet(id: string, fields: object[], more: object = {}): Item {
	return item.parse({ type: "fields", id, title: "Loyalty", fields, ...more });
}

/** Entry number `seq`, written `seq` seconds after noon by `author`. */
export function anEntry(seq: number, author: object, content: object, more: object = {}): Entry {
	return entry.parse({
		seq,
		publicSeq: seq,
		at: new Date(Date.UTC(2026, 10, 23, 12, 0, seq)).toISOString(),
		author,
		clientId: `client-${seq}`,
		content,
		...more,
	});
}
