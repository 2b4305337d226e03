// Visits: a visitor opens the widget and gets a token for one conversation. No database is asked; ids are derived, so that
// two tabs that open at once come to the same conversation.
import { waitUntil } from "cloudflare:workers";
import { z } from "zod";
import { configOf } from "../platform/config.ts";
import { Refused } from "../platform/http-error.ts";
import { derivedId, newId } from "../platform/ids.ts";
import { logFault } from "../platform/log.ts";
import { type Clock, instantOf } from "../platform/world.ts";
import type { CustomerState } from "../protocol/conversation-frames.ts";
import type { NewWidgetSession, WidgetSession } from "../protocol/http.ts";
import { type CustomerId, conversationId, type VisitorId, visitorId } from "../protocol/ids.ts";
import { type InboxDoor, inboxDoors, type WorkspaceDoor, workspaceDoors } from "../workspaces/doors.ts";
import { isAnyoneThere } from "../workspaces/presence.ts";
import { ANONYMOUS_LASTS_S, IDENTIFIED_LASTS_S, read, sign, type VisitorClaims } from "../workspaces/tokens.ts";
import { verifyIdentity } from "./identity.ts";
import { inLanguage } from "./language.ts";
import type { VisitPorts } from "./ports.ts";
import { lookAhead } from "./profile.ts";

/** Where a proven customer's conversation is, whichever device they come from. */
const visit = z.object({ conversationId, visitorId, number: z.number().int().min(0) });
type Visit = z.infer<typeof visit>;

/** Where a visit is made, and what it may ask. */
interface Shop {
	env: WorkerBindings;
	inbox: InboxDoor;
	jurisdiction: WorkspaceDoor["jurisdiction"];
	customerOf: VisitPorts["customerOf"];
}

export async function openVisit(
	env: WorkerBindings,
	{ customerOf }: VisitPorts,
	wish: NewWidgetSession,
	clock: Clock,
): Promise<WidgetSession> {
	const inbox = await inboxDoors.read(env, wish.inboxId);
	const workspace = inbox && (await workspaceDoors.read(env, inbox.workspaceId));
	if (!workspace) throw new Refused("not_found");
	const proven = wish.identity === undefined ? undefined : await verifyIdentity(env, inbox, wish.identity, clock.now());
	if (!proven && inbox.settings.identityRequired) throw new Refused("identity_required");
	const shop: Shop = { env, inbox, jurisdiction: workspace.jurisdiction, customerOf };
	const kept = await keptClaims(env, inbox, wish.token, clock);
	const { visit: current, customer } = proven
		? { visit: await visitOfCustomer(shop, proven, kept), customer: proven }
		: await visitOfStranger(shop, kept);
	if (proven) waitUntil(lookAheadFor(shop, proven));
	const next = wish.after === current.conversationId ? await following(env, inbox, current, customer) : current;
	return answer(shop, next, { ...customer, ...(wish.locale && { locale: wish.locale }) }, clock);
}

async function lookAheadFor(
	{ env, inbox: { workspaceId }, jurisdiction }: Shop,
	customer: CustomerState,
): Promise<void> {
	try {
		await lookAhead(env, { workspaceId, jurisdiction, customer });
	} catch (error) {
		logFault("look_ahead_failed", error, { workspaceId });
	}
}

/** What the visitor's earlier token says; nothing where it is not ours, not this inbox's, or has expired. */
async function keptClaims(
	env: WorkerBindings,
	inbox: InboxDoor,
	token: string | undefined,
	clock: Clock,
): Promise<VisitorClaims | undefined> {
	if (token === undefined) return undefined;
	const result = await read(configOf(env), token, clock);
	return result.ok && result.claims.kind === "visitor" && result.claims.inboxId === inbox.id
		? result.claims
		: undefined;
}

/**
 * A token that was proven is no proof for whoever comes next without one: they begin as a stranger. So do those whose
 * conversation a customer has taken along since: their token may be a copy.
 */
async function visitOfStranger(
	shop: Shop,
	kept: VisitorClaims | undefined,
): Promise<{ visit: Visit; customer: CustomerState }> {
	if (kept && !kept.customer.verified && !(await takenBy(shop, kept))) return { visit: kept, customer: kept.customer };
	const id = newId("visitor");
	const customer = { id: await derivedId("customer", shop.inbox.workspaceId, "visitor", id), verified: false };
	return { visit: await visitFor(shop.inbox, id, id, 0), customer };
}

/**
 * The first that is open to this customer: what their token names, where they were last, what they began as a stranger
 * on this device (which they take along), else the conversation that is derived from them alone. A conversation that
 * another customer has taken would refuse them for good, so each is asked whose it is.
 */
async function visitOfCustomer(shop: Shop, customer: CustomerState, kept: VisitorClaims | undefined): Promise<Visit> {
	const { env, inbox } = shop;
	const mine = kept?.customer.verified && kept.customer.id === customer.id ? kept : undefined;
	if (mine && (await isOpenTo(shop, customer, mine))) return mine;
	const last = visit.safeParse(await env.DOORS.get(visitKey(inbox, customer.id), "json")).data;
	if (last && (await isOpenTo(shop, customer, last))) return last;
	const begun = kept && !kept.customer.verified && (await isOpenTo(shop, customer, kept)) ? kept : undefined;
	const fresh =
		begun ?? (await visitFor(inbox, customer.id, visitorId.parse(await derivedId("visitor", customer.id)), 0));
	await keepVisit(env, inbox, customer.id, fresh);
	return fresh;
}

async function isOpenTo(shop: Shop, customer: CustomerState, at: Visit): Promise<boolean> {
	const derived = await visitFor(shop.inbox, customer.id, at.visitorId, at.number);
	if (derived.conversationId === at.conversationId) return true;
	const owner = await takenBy(shop, at);
	return owner === undefined || owner.id === customer.id;
}

/** The proven customer whose conversation this is by now; nobody where it is a stranger's or has not begun. */
async function takenBy(
	{ env, inbox: { workspaceId }, jurisdiction, customerOf }: Shop,
	{ conversationId: id }: Visit,
): Promise<CustomerState | undefined> {
	const owner = await customerOf(env, { workspaceId, jurisdiction, id });
	return owner?.verified ? owner : undefined;
}

/** The conversation after a resolved one. Asking twice gives the same. */
async function following(
	env: WorkerBindings,
	inbox: InboxDoor,
	current: Visit,
	customer: CustomerState,
): Promise<Visit> {
	const next = await visitFor(
		inbox,
		customer.verified ? customer.id : current.visitorId,
		current.visitorId,
		current.number + 1,
	);
	if (customer.verified) await keepVisit(env, inbox, customer.id, next);
	return next;
}

async function visitFor(inbox: InboxDoor, owner: string, visitor: VisitorId, number: number): Promise<Visit> {
	return {
		conversationId: await derivedId("conversation", inbox.workspaceId, inbox.id, owner, String(number)),
		visitorId: visitor,
		number,
	};
}

async function keepVisit(
	env: WorkerBindings,
	inbox: InboxDoor,
	customer: CustomerId,
	{ conversationId: id, visitorId: visitor, number }: Visit,
): Promise<void> {
	await env.DOORS.put(visitKey(inbox, customer), JSON.stringify({ conversationId: id, visitorId: visitor, number }));
}

function visitKey(inbox: InboxDoor, customer: CustomerId): string {
	return `visit:${inbox.id}:${customer}`;
}

async function answer(
	{ env, inbox, jurisdiction }: Shop,
	at: Visit,
	customer: CustomerState,
	clock: Clock,
): Promise<WidgetSession> {
	const { token, expiresAtMs } = await sign(
		configOf(env),
		{
			kind: "visitor",
			workspaceId: inbox.workspaceId,
			jurisdiction,
			inboxId: inbox.id,
			teamId: inbox.settings.teamId,
			visitorId: at.visitorId,
			conversationId: at.conversationId,
			number: at.number,
			customer,
		},
		customer.verified ? IDENTIFIED_LASTS_S : ANONYMOUS_LASTS_S,
		clock,
	);
	return {
		token,
		expiresAt: instantOf(expiresAtMs),
		visitorId: at.visitorId,
		conversationId: at.conversationId,
		verified: customer.verified,
		inbox: {
			name: inbox.settings.name,
			colour: inbox.settings.colour,
			// Null: Heddle's own words in their language.
			greeting: inLanguage(inbox.settings.greetings, customer.locale),
		},
		agentsThere: await isAnyoneThere(env, inbox.settings.teamId),
	};
}
