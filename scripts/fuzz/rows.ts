// The HTTP addresses that are tried, with what is good for each: conversations, desks, frames, visits, hooks.
import { z } from "zod";
import { newEntry, newWidgetSession } from "../../src/protocol/http.ts";
import { MAX_HOOK_BYTES } from "../../src/protocol/limits.ts";
import { NOTE_MARK } from "../torture/history.ts";
import type { Random } from "../torture/random.ts";
import type { Outcome } from "./input.ts";
import type { Base } from "./mutations.ts";
import { fieldsOf } from "./mutations.ts";

/** src/app.ts: a body larger than this is no request of ours. */
const MAX_BODY_BYTES = 256 * 1024;

/** What requests can name. */
export interface World {
	conversationId: string;
	/** One that has not begun. */
	unbegunId: string;
	teamId: string;
	inboxId: string;
	workspaceId: string;
	connectionId: string;
	customerId: string;
	hookSecret: string;
	tokens: { visitor: string; agent: string; otherVisitor: string; expired: string; bystander: string };
	/** The same things of the other workspace. */
	foreign: Record<"conversationId" | "teamId" | "inboxId" | "workspaceId" | "connectionId" | "customerId", string>;
}
export type Thing = keyof World["foreign"];

export interface Row {
	method: "GET" | "POST";
	/** With `{thing}` where an id of that thing stands. */
	path: string;
	as: "agent" | "bearer" | "nobody" | "shop";
	/** Good values by name. */
	query?: Readonly<Record<string, string>>;
	/** `frame`: the body is a conversation's or desk's frame. */
	body?: "frame" | ((world: World, number: number, random: Random) => Omit<Base, "mark">);
	/** Whether it wants an Idempotency-Key, which is its client id. */
	keyed?: boolean;
	good: readonly Outcome[];
}

const paging = { cursor: "", limit: "3" };
const MADE: readonly Outcome[] = ["made"];

export const ROWS: readonly Row[] = [
	{
		method: "GET",
		path: "/v1/conversations",
		as: "agent",
		query: { status: "open", teamId: "tem_0000000000000000", customerId: "cus_0000000000000000", ...paging },
		good: MADE,
	},
	{ method: "GET", path: "/v1/conversations/{conversationId}", as: "agent", good: MADE },
	{
		method: "GET",
		path: "/v1/conversations/{conversationId}/entries",
		as: "agent",
		query: { after: "0", before: "5", limit: "2" },
		good: MADE,
	},
	{
		method: "POST",
		path: "/v1/conversations/{conversationId}/entries",
		as: "agent",
		keyed: true,
		body: (_, number, random) => {
			const isNote = random.chance(0.5);
			const text = `${isNote ? NOTE_MARK : "By HTTP"} ${number}`;
			const fields = fieldsOf({ kind: isNote ? "note" : "message", text, after: 0 });
			return { fields, shape: newEntry.shape, limit: MAX_BODY_BYTES };
		},
		good: MADE,
	},
	{
		method: "GET",
		path: "/v1/conversations/{conversationId}/profile",
		as: "agent",
		query: { refresh: "1" },
		good: MADE,
	},
	{
		method: "GET",
		path: "/v1/conversations/{conversationId}/frames",
		as: "bearer",
		query: { after: "9007199254740991" },
		good: MADE,
	},
	{ method: "POST", path: "/v1/conversations/{conversationId}/frames", as: "bearer", body: "frame", good: [] },
	{ method: "GET", path: "/v1/conversations/{conversationId}/socket", as: "nobody", good: ["upgrade_required"] },
	{ method: "GET", path: "/v1/customers/{customerId}/conversations", as: "agent", query: paging, good: MADE },
	{ method: "GET", path: "/v1/search", as: "agent", query: { q: "short", ...paging }, good: MADE },
	{ method: "GET", path: "/v1/desks/{teamId}/frames", as: "agent", good: MADE },
	{ method: "POST", path: "/v1/desks/{teamId}/frames", as: "agent", body: "frame", good: [] },
	{ method: "GET", path: "/v1/desks/{teamId}/socket", as: "nobody", good: ["upgrade_required"] },
	{
		method: "POST",
		path: "/v1/widget/sessions",
		as: "nobody",
		body: ({ inboxId, tokens }, _, random) => {
			const token = random.pick([tokens.visitor, tokens.expired, tokens.bystander, "no.token.at-all", ""]);
			const fields = fieldsOf({
				inboxId,
				...(random.chance(0.3) && { token }),
				locale: random.pick(["de-AT", "x", ""]),
			});
			return { fields, shape: newWidgetSession.shape, limit: MAX_BODY_BYTES };
		},
		good: MADE,
	},
	{
		method: "POST",
		path: "/v1/hooks/{workspaceId}/{connectionId}",
		as: "shop",
		body: (_, number) => ({
			fields: fieldsOf({ ...ORDER, id: number }),
			shape: ORDER_SHAPE,
			limit: MAX_HOOK_BYTES,
		}),
		good: MADE,
	},
];

/** An order as Shopify's `orders/create` has it (https://shopify.dev/docs/api/admin-rest/latest/resources/order), cut short. */
const ORDER = {
	id: 1,
	name: "#1001",
	created_at: "2026-11-23T09:30:00Z",
	updated_at: "2026-11-23T09:30:00Z",
	currency: "GBP",
	total_price: "640.00",
	financial_status: "paid",
	tags: "urgent, vip",
	email: "nobody@example.com",
	line_items: [{ title: "Merino", quantity: 8 }],
};
/** A signed body of any shape is taken: what it means is looked at behind the queue. These only say what is wrong on purpose. */
const ORDER_SHAPE = {
	id: z.int(),
	name: z.string(),
	created_at: z.string(),
	updated_at: z.string(),
	currency: z.string(),
	total_price: z.string(),
	financial_status: z.string(),
	tags: z.string(),
	email: z.string(),
	line_items: z.array(z.object({ title: z.string(), quantity: z.int() })),
};
