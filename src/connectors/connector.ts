// What a connector is: code that knows one kind of business system. Pure but for the fetch that it is handed.
import type { z } from "zod";
import type { BusinessEventKind, Facts } from "../protocol/business-event.ts";
import type { Item } from "../protocol/card.ts";
import type { ConnectorGroup, FormField, Simulated } from "../protocol/connections.ts";
import type { Result } from "../protocol/errors.ts";

/** What is proven about a customer (signed by the shop). Unproven claims never come here. */
export interface VerifiedKeys {
	email?: string;
	phone?: string;
	/** The shop's own id of its customer. */
	externalId?: string;
}

export interface SystemRequest {
	method?: "GET" | "POST";
	/** Path and query below the connection's origin, beginning with a slash. */
	path: string;
	headers?: Record<string, string>;
	/** Sent as JSON. */
	json?: unknown;
	/** Sent as it is, where the system wants a form or signs the very bytes. */
	text?: { contentType: string; body: string };
	/** Ends the request: nobody waits for it any more. */
	signal?: AbortSignal;
}

export interface SystemAnswer {
	status: number;
	headers: Headers;
	/** Body parsed as JSON; undefined where it was none. Untrusted: parse it with a schema. */
	json: unknown;
}

/** Reaches the connection's one allowed origin and nothing else: https, 5 s, 1 MB, no cookies. Throws `SystemUnreachable`. */
export type SystemFetch = (request: SystemRequest) => Promise<SystemAnswer>;

export class SystemUnreachable extends Error {
	readonly timedOut: boolean;
	constructor(message: string, timedOut: boolean) {
		super(message);
		this.name = "SystemUnreachable";
		this.timedOut = timedOut;
	}
}

/**
 * How an answer differs from the form that the connector knows: `path` names the field (`orders.0.status`), `before` what
 * stood there (`text`, `one of open, closed`), `after` what stands there now (`number`, `nothing`, `"on_ice"`). Values
 * only where they are a system's own words, never a customer's.
 */
export interface Drift {
	path: string;
	before: string;
	after: string;
}

/** Called for a word that a system has made up since: the card shows it as it is, and admins hear of it. */
export type NoteUnknown = (path: string, value: string, known: Iterable<string>) => void;

/**
 * `found: false`: the system answered that it does not know this customer. A failure's `reason` is a sentence for an
 * agent or admin, without credentials or customer data; `retryAfterMs` where the system said when to come back; `broken`
 * where it has a fault of its own, so that it is left alone after some of them, whatever time it names; `drift`
 * where its answer could not be read. `freshForMs` where the system says for how long its answer holds.
 * `externalId`: the system's own id of whom it found by a key; its events may name nothing else.
 */
export type Lookup =
	| { ok: true; found: boolean; items: Item[]; freshForMs?: number; externalId?: string }
	| { ok: false; reason: string; retryAfterMs?: number; broken?: boolean; drift?: Drift };

/** What a system was asked, or why it could not be read. */
export type Read<T> = { ok: true; value: T } | Extract<Lookup, { ok: false }>;

export interface TestLine {
	ok: boolean;
	text: string;
}

/**
 * A webhook as it came: `header` looks names up without regard to case, `body` are the raw bytes that were signed, `url` is
 * the address that the system was given, `receivedAtMs` when it came, for schemes with a window of time.
 */
export interface HookRequest {
	method: string;
	url: string;
	header(name: string): string | null;
	body: Uint8Array;
	receivedAtMs: number;
}

/**
 * What a fitting signature lets us believe. `eventId` makes (connection, topic, event id) unique however often the
 * system delivers; `occurredAt` is ISO 8601 UTC, absent where only the payload says it.
 */
export interface HookHead {
	topic: string;
	eventId: string;
	occurredAt?: string;
}

/** One of several events that came in one request, with the part of the body that is its own. */
export interface HookEvent {
	head: HookHead;
	body: Uint8Array<ArrayBuffer>;
}

/** An event in canonical form. `version` orders states of one object (ISO 8601 UTC): a lower one never replaces a higher. */
export interface Translated {
	kind: BusinessEventKind;
	objectType: string;
	objectId: string;
	reference: string;
	summary: string;
	href?: string;
	version: string;
	facts: Facts;
	/**
	 * Whose it is, as far as the payload says. `externalId` is the system's own id of its customer; beside it, an e-mail or
	 * phone is of that very record, because whoever has the keys is then known by the id too.
	 */
	customer: VerifiedKeys;
	/** The object that this one belongs to (the order of a refund), where the payload names it: its customer is this one's. */
	parent?: { objectType: string; objectId: string };
	/** The object's newest state, where the payload carries it in canonical shape. */
	item?: Item;
}

/**
 * What the law makes a system ask for (Shopify's mandatory privacy topics): to be told what is held about a customer, to
 * erase that customer, or all that came from this shop. `objects`: ids of the objects (orders) that it names.
 */
export interface PrivacyRequest {
	what: "export" | "erase_customer" | "erase_shop";
	customer: VerifiedKeys;
	objects: readonly string[];
}

/** `id`: 16 digits, new each time. `email`: whom it shall be about. */
type Simulate = (about: { id: string; email?: string; nowMs: number }) => { topic: string; payload: object };
/** What can be tried, each as the system's own webhook. Only what the system really tells of. */
export type Simulations = Partial<Record<Simulated, Simulate>>;

export interface Hooks<S> {
	/** vendor: the business pastes the secret the system shows; heddle: Heddle makes it and the business pastes it there. */
	secretFrom: "vendor" | "heddle";
	/** It does not sign: the secret is the last part of the address, and `verify` only reads the body. */
	unsigned?: true;
	topics: readonly string[];
	/** Where in the system to set the webhook up, in one or two sentences. */
	instructions: string;
	/**
	 * Whether this is the unsigned request by which the system, when a webhook is set up, asks whether anybody is there. It
	 * is answered with 200 and has no other effect. Absent where the system sends none.
	 */
	isPing?(request: HookRequest): boolean;
	/**
	 * Compares in constant time against each live secret. Refuses with `missing_header` or `invalid_signature`. `events`
	 * where a system packs several into one request: each goes its own way, with its own body; `head` is then the first's.
	 */
	verify(
		request: HookRequest,
		secrets: readonly string[],
	): Promise<Result<{ head: HookHead; events?: readonly HookEvent[] }>>;
	/** Absent where nothing can be tried. */
	simulates?: Simulations;
	/** Absent where the system does not let us look. */
	watch?: HookWatch<S>;
	/** Never throws on a foreign payload: what it cannot read becomes kind `other` with the topic as its summary. */
	translate(head: HookHead, payload: unknown, settings: S): Translated;
	/** `read` gives undefined for what it cannot read, or what is about another shop than the connection's: nothing is erased then. */
	privacy?: {
		topics: readonly string[];
		read(topic: string, payload: unknown, settings: S): PrivacyRequest | undefined;
	};
}

/** A window of time, in milliseconds since 1970: after the first moment, up to the second one. */
export interface Span {
	afterMs: number;
	untilMs: number;
}

/** Something that a system says has changed: head and payload as its webhook would have brought them. */
export interface Finding {
	head: HookHead;
	payload: unknown;
}

/** `next`: where the next page begins; absent with the last one. */
export interface FoundPage {
	findings: Finding[];
	next?: string;
}

/** Asking a system what changed, so that a webhook that was lost is found again. */
export interface Poll<S> {
	/**
	 * events: the system keeps a list of what happened, and `head.eventId` is the one that its webhook has. states: it tells
	 * how things are now; that is news only where no newer state is known, and what a webhook tells of that very state
	 * later is not.
	 */
	tells: "events" | "states";
	/** How fine the system's times of change are, in milliseconds: what lies in one such step is one state. */
	precisionMs: number;
	/** A page of what changed in the window. */
	changedSince(span: Span, settings: S, fetchSystem: SystemFetch, cursor?: string): Promise<Read<FoundPage>>;
	/** Adds what only the state known before can say, such as from which day a delivery was moved. */
	besideLast?(finding: Finding, last: Item): Finding;
	/** Like `Hooks.translate`, of systems without webhooks, or whose poll answers in another form. */
	translate?(head: HookHead, payload: unknown, settings: S): Translated;
}

/** Looking whether a system still tells us, for systems that stop by themselves. */
export interface HookWatch<S> {
	/** The topics that it tells the address with this path of (it ends with `hookPath`), and that address; none: null. */
	live(
		hookPath: string,
		settings: S,
		fetchSystem: SystemFetch,
	): Promise<Read<{ topics: string[]; url: string | null }>>;
	/** Sets these topics up again, and says which ones it could. Never throws but `SystemUnreachable`. */
	again(topics: readonly string[], url: string, settings: S, fetchSystem: SystemFetch): Promise<string[]>;
}

export interface Connector<S = unknown> {
	name: string;
	title: string;
	/** What kind of system it is: where the set-up screen lists it. */
	group: ConnectorGroup;
	summary: string;
	fields: readonly FormField[];
	settings: z.ZodType<S>;
	/** The one origin that this connection may reach, from its settings. */
	origin(settings: S): string;
	lookup(keys: VerifiedKeys, settings: S, fetchSystem: SystemFetch, noteUnknown?: NoteUnknown): Promise<Lookup>;
	/** Says line by line what works and what is missing: host, credentials, scopes. Never throws. */
	test(settings: S, fetchSystem: SystemFetch): Promise<TestLine[]>;
	hooks: Hooks<S> | null;
	/** Absent where the system cannot be asked what changed. */
	poll?: Poll<S>;
	/** Its answers mean nothing without a mapping of the workspace (connections/mapping.ts): its look-up makes no items. */
	needsMapping?: true;
}
