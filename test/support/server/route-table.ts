// Every route of the API under /v1, with what it takes and what it says to whom. A test holds it to the router.
import type { Condition } from "../../../src/protocol/rules.ts";
import type { Home } from "./home.ts";

/** One thing of each kind in a workspace. */
export interface Belongings {
	home: Home;
	conversationId: string;
	customerId: string;
	connectionId: string;
	ruleId: string;
	letterId: string;
	receiptId: string;
}

export interface Row {
	/** Its address among one workspace's things. */
	path: (of: Belongings) => string;
	body?: (of: Belongings) => object;
	/**
	 * Who is let in. nobody: no credential is asked for. person: whoever is signed in. agent, admin: of the workspace.
	 * bearer: whose token or ticket it is. shop: who signs.
	 */
	needs: "nobody" | "person" | "agent" | "admin" | "bearer" | "shop";
	/** What another workspace's owner gets at this workspace's address: a status, and a refusal's code. */
	foreign: string;
}

const HIDDEN = "404 not_found";
const OWN = "200";
const MADE = "201";

const condition: Condition = { fact: "tag", is: "vip" };
const ruleBody = () => ({
	name: "A rule",
	enabled: true,
	kinds: ["order.created"],
	any: [condition],
	actions: [{ type: "alert", severity: "info" }],
});
const inboxBody = ({ home }: Belongings) => ({
	name: "An inbox",
	teamId: home.teamId,
	origins: [],
	colour: "#123456",
	greetings: {},
	identityRequired: false,
});
const connectionBody = () => ({
	connector: "shopify",
	name: "Another shop",
	settings: { shop: "elm.myshopify.com", accessToken: "shpat_0000000000000000" },
});

export const ROUTES: Record<string, Row> = {
	"GET /v1/health": { path: () => "/v1/health", needs: "nobody", foreign: OWN },
	"GET /v1/openapi.json": { path: () => "/v1/openapi.json", needs: "nobody", foreign: OWN },
	"GET /v1/me": { path: () => "/v1/me", needs: "person", foreign: OWN },
	"POST /v1/workspaces": {
		path: () => "/v1/workspaces",
		body: () => ({ name: "One more" }),
		needs: "person",
		foreign: MADE,
	},
	"POST /v1/tickets": { path: () => "/v1/tickets", needs: "person", foreign: OWN },
	"GET /v1/inboxes": { path: () => "/v1/inboxes", needs: "agent", foreign: OWN },
	// The team in the body is the other workspace's.
	"POST /v1/inboxes": { path: () => "/v1/inboxes", body: inboxBody, needs: "admin", foreign: "422 invalid_request" },
	"PATCH /v1/inboxes/:id": {
		path: ({ home }) => `/v1/inboxes/${home.inboxId}`,
		body: () => ({ name: "Renamed" }),
		needs: "admin",
		foreign: HIDDEN,
	},
	"POST /v1/inboxes/:id/identity-secret": {
		path: ({ home }) => `/v1/inboxes/${home.inboxId}/identity-secret`,
		needs: "admin",
		foreign: HIDDEN,
	},
	"GET /v1/customers/:id/same": {
		path: ({ customerId }) => `/v1/customers/${customerId}/same`,
		needs: "agent",
		foreign: HIDDEN,
	},
	"POST /v1/customers/:id/merge": {
		path: ({ customerId }) => `/v1/customers/${customerId}/merge`,
		body: ({ customerId }) => ({ into: customerId }),
		needs: "agent",
		foreign: HIDDEN,
	},
	"POST /v1/merges/:id/undo": {
		path: () => "/v1/merges/mrg_0000000000000000000000/undo",
		needs: "agent",
		foreign: HIDDEN,
	},
	"GET /v1/conversations/:id/mentions": {
		path: ({ conversationId }) => `/v1/conversations/${conversationId}/mentions?numbers=1042`,
		needs: "agent",
		foreign: HIDDEN,
	},
	"GET /v1/connectors": { path: () => "/v1/connectors", needs: "agent", foreign: OWN },
	"GET /v1/connections": { path: () => "/v1/connections", needs: "agent", foreign: OWN },
	"POST /v1/connections": { path: () => "/v1/connections", body: connectionBody, needs: "admin", foreign: MADE },
	// The tests' deployment has no Shopify app, but for those of installations.
	"GET /v1/shopify/install": {
		path: ({ home }) => `/v1/shopify/install?shop=oak.myshopify.com&workspace=${home.workspaceId}`,
		needs: "admin",
		foreign: "403 forbidden",
	},
	"GET /v1/shopify/callback": {
		path: () =>
			`/v1/shopify/callback?shop=oak.myshopify.com&code=0123&state=e30.e30.e30&timestamp=1&hmac=${"0".repeat(64)}`,
		needs: "agent",
		foreign: "409 no_shopify_app",
	},
	"PATCH /v1/connections/:id": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}`,
		body: () => ({ name: "Renamed" }),
		needs: "admin",
		foreign: HIDDEN,
	},
	"DELETE /v1/connections/:id": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}`,
		needs: "admin",
		foreign: HIDDEN,
	},
	"POST /v1/connections/:id/test": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}/test`,
		needs: "admin",
		foreign: HIDDEN,
	},
	"POST /v1/connections/:id/simulate": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}/simulate`,
		body: () => ({ what: "late_parcel" }),
		needs: "admin",
		foreign: HIDDEN,
	},
	"POST /v1/connections/:id/try": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}/try`,
		body: () => ({ email: "hidden@example.com" }),
		needs: "admin",
		foreign: HIDDEN,
	},
	"DELETE /v1/connections/:id/notices/:noticeId": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}/notices/1`,
		needs: "admin",
		foreign: HIDDEN,
	},
	"GET /v1/connections/:id/mapping/versions": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}/mapping/versions`,
		needs: "admin",
		foreign: HIDDEN,
	},
	"PUT /v1/connections/:id/mapping": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}/mapping`,
		body: () => ({ expression: "items", basedOn: 0 }),
		needs: "admin",
		foreign: HIDDEN,
	},
	"POST /v1/connections/:id/mapping/roll-back": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}/mapping/roll-back`,
		body: () => ({ to: 1, basedOn: 1 }),
		needs: "admin",
		foreign: HIDDEN,
	},
	"POST /v1/connections/:id/mapping/preview": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}/mapping/preview`,
		body: () => ({ expression: "items" }),
		needs: "admin",
		foreign: HIDDEN,
	},
	"GET /v1/connections/:id/mapping/sample": {
		path: ({ connectionId }) => `/v1/connections/${connectionId}/mapping/sample`,
		needs: "admin",
		foreign: HIDDEN,
	},
	"POST /v1/widget/sessions": {
		path: () => "/v1/widget/sessions",
		body: ({ home }) => ({ inboxId: home.inboxId }),
		needs: "nobody",
		foreign: OWN,
	},
	"GET /v1/customers/:id": { path: ({ customerId }) => `/v1/customers/${customerId}`, needs: "agent", foreign: HIDDEN },
	"GET /v1/customers/:id/conversations": {
		path: ({ customerId }) => `/v1/customers/${customerId}/conversations`,
		needs: "agent",
		foreign: OWN,
	},
	"GET /v1/customers/:id/events": {
		path: ({ customerId }) => `/v1/customers/${customerId}/events`,
		needs: "agent",
		foreign: OWN,
	},
	"GET /v1/conversations": {
		path: ({ customerId, home }) => `/v1/conversations?customerId=${customerId}&teamId=${home.teamId}`,
		needs: "agent",
		foreign: OWN,
	},
	"GET /v1/conversations/:id": {
		path: ({ conversationId }) => `/v1/conversations/${conversationId}`,
		needs: "agent",
		foreign: HIDDEN,
	},
	"GET /v1/conversations/:id/entries": {
		path: ({ conversationId }) => `/v1/conversations/${conversationId}/entries`,
		needs: "agent",
		foreign: HIDDEN,
	},
	"POST /v1/conversations/:id/entries": {
		path: ({ conversationId }) => `/v1/conversations/${conversationId}/entries`,
		body: () => ({ kind: "message", text: "From the battery" }),
		needs: "agent",
		foreign: HIDDEN,
	},
	"GET /v1/conversations/:id/profile": {
		path: ({ conversationId }) => `/v1/conversations/${conversationId}/profile`,
		needs: "agent",
		foreign: HIDDEN,
	},
	"GET /v1/conversations/:id/frames": {
		path: ({ conversationId }) => `/v1/conversations/${conversationId}/frames`,
		needs: "bearer",
		foreign: HIDDEN,
	},
	"POST /v1/conversations/:id/frames": {
		path: ({ conversationId }) => `/v1/conversations/${conversationId}/frames`,
		body: () => ({ type: "typing", on: true }),
		needs: "bearer",
		foreign: HIDDEN,
	},
	"GET /v1/desks/:id/frames": {
		path: ({ home }) => `/v1/desks/${home.teamId}/frames`,
		needs: "bearer",
		foreign: HIDDEN,
	},
	"POST /v1/desks/:id/frames": {
		path: ({ home }) => `/v1/desks/${home.teamId}/frames`,
		body: () => ({ type: "availability", away: false }),
		needs: "bearer",
		foreign: HIDDEN,
	},
	"GET /v1/team-leads": { path: () => "/v1/team-leads", needs: "agent", foreign: OWN },
	"PUT /v1/team-leads/:teamId/:userId": {
		path: ({ home }) => `/v1/team-leads/${home.teamId}/usr_0123456789abcdefgh`,
		body: () => ({ lead: true }),
		needs: "admin",
		foreign: HIDDEN,
	},
	"GET /v1/search": { path: () => "/v1/search?q=Hello", needs: "agent", foreign: OWN },
	"POST /v1/hooks/:workspace/:connection": {
		path: ({ home, connectionId }) => `/v1/hooks/${home.workspaceId}/${connectionId}`,
		needs: "shop",
		foreign: "400 missing_header",
	},
	"POST /v1/hooks/:workspace/:connection/:secret": {
		path: ({ home, connectionId }) => `/v1/hooks/${home.workspaceId}/${connectionId}/a-secret-that-is-none-of-ours`,
		needs: "shop",
		foreign: HIDDEN,
	},
	"GET /v1/events": { path: () => "/v1/events", needs: "agent", foreign: OWN },
	"GET /v1/dead-letters": { path: () => "/v1/dead-letters", needs: "admin", foreign: OWN },
	"GET /v1/dead-letters/:id": {
		path: ({ letterId }) => `/v1/dead-letters/${letterId}`,
		needs: "admin",
		foreign: HIDDEN,
	},
	// Another's ids are nobody's: nothing is replayed.
	"POST /v1/dead-letters/replay": {
		path: () => "/v1/dead-letters/replay",
		body: () => ({ lastHour: true }),
		needs: "admin",
		foreign: OWN,
	},
	"GET /v1/privacy-receipts": { path: () => "/v1/privacy-receipts", needs: "admin", foreign: OWN },
	"GET /v1/privacy-receipts/:id/export": {
		path: ({ receiptId }) => `/v1/privacy-receipts/${receiptId}/export`,
		needs: "admin",
		foreign: HIDDEN,
	},
	"GET /v1/rules": { path: () => "/v1/rules", needs: "agent", foreign: OWN },
	"POST /v1/rules": { path: () => "/v1/rules", body: ruleBody, needs: "admin", foreign: MADE },
	"POST /v1/rules/dry-run": { path: () => "/v1/rules/dry-run", body: ruleBody, needs: "admin", foreign: OWN },
	"PUT /v1/rules/:id": {
		path: ({ ruleId }) => `/v1/rules/${ruleId}`,
		body: ruleBody,
		needs: "admin",
		foreign: HIDDEN,
	},
	"DELETE /v1/rules/:id": { path: ({ ruleId }) => `/v1/rules/${ruleId}`, needs: "admin", foreign: HIDDEN },
};

/** Doors with a battery of their own: sockets (test/workspaces/sockets), and better-auth's, behind one address. */
export const ELSEWHERE = new Set([
	"GET /v1/conversations/:id/socket",
	"GET /v1/desks/:id/socket",
	"GET /v1/auth/*",
	"POST /v1/auth/*",
]);
