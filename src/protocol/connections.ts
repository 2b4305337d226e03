// Connections over HTTP: what a connector asks for, what a connection is, and how it is.
import { z } from "zod";
import { instant } from "./entry.ts";
import { kept, title } from "./http-parts.ts";
import { connectionId } from "./ids.ts";

/** A field of a connector's set-up form. */
export const formField = z.object({
	key: z.string(),
	label: z.string(),
	help: z.string().optional(),
	placeholder: z.string().optional(),
	secret: z.boolean(),
	required: z.boolean(),
	/** A choice among these instead of free text. */
	options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
});
export type FormField = z.infer<typeof formField>;
export const connectorGroup = z.enum(["orders", "erp", "crm", "tickets", "logistics", "payment", "courses", "own"]);
export type ConnectorGroup = z.infer<typeof connectorGroup>;
export const simulated = z.enum(["order_placed", "late_parcel", "payment_failed", "refund_failed", "dispute_opened"]);
export type Simulated = z.infer<typeof simulated>;

export const connector = z.object({
	name: z.string(),
	title: z.string(),
	group: connectorGroup,
	summary: z.string(),
	fields: z.array(formField),
	/** Whether this system sends webhooks, and how its hook secret comes to be: typed in, or made by Heddle. */
	hooks: z
		.object({
			secretFrom: z.enum(["vendor", "heddle"]),
			/** The secret is the last part of the address. */
			unsigned: z.boolean().default(false),
			/** What can be tried with a test event. */
			simulates: z.array(simulated).default([]),
			topics: z.array(z.string()),
			instructions: z.string(),
		})
		.nullable(),
	/** Where a browser goes to install this deployment's app (`?shop=…&workspace=…`), in place of a pasted token. */
	install: z.string().nullable(),
});
export type ConnectorInfo = z.infer<typeof connector>;

/** A test event: what shall seem to have happened, and to whom. */
export const simulation = z.object({ what: simulated, email: z.email().max(320).optional() });
export type Simulation = z.infer<typeof simulation>;

export const newConnection = z.object({
	connector: z.string().max(40),
	name: title(80),
	/** The form's values, secret ones too; these never come back. */
	settings: z.record(kept(60), kept(4_000)),
	hookSecret: z.string().min(8).max(500).optional(),
	required: z.boolean().default(false),
});
export type NewConnection = z.infer<typeof newConnection>;
export const connectionChange = newConnection
	.omit({ connector: true })
	.partial()
	/** Drops the older of two live hook secrets; beside `hookSecret` all that were live before. */
	.extend({ newestHookSecretOnly: z.boolean().optional() });
export type ConnectionChange = z.infer<typeof connectionChange>;

/** A field of a system's answers that is not what it was: one notice for each change, until an admin has put it away. */
export const driftNotice = z.object({
	id: z.string(),
	path: z.string(),
	before: z.string(),
	after: z.string(),
	firstAt: instant,
	lastAt: instant,
	count: z.number().int(),
});
export type DriftNotice = z.infer<typeof driftNotice>;
/** What asking a system for changes says of itself (connections/sweep.ts). */
export const sweepHealth = z.object({
	/** When it was last asked; null: never. */
	at: instant.nullable(),
	/** All changes up to this moment have been read. */
	readUpTo: instant.nullable(),
	/** Changes that no webhook had told of. */
	found: z.number().int(),
	lastFoundAt: instant.nullable(),
	lastError: z.object({ at: instant, reason: z.string() }).nullable(),
	/** Webhooks that the system had stopped sending; `back`: they are set up again. */
	lostHooks: z.object({ at: instant, topics: z.array(z.string()), back: z.boolean() }).nullable(),
});
export type SweepHealth = z.infer<typeof sweepHealth>;
export const connectionHealth = z.object({
	state: z.enum(["unused", "ok", "failing", "breaker_open"]),
	/** `probing`: one call tries whether the system is back. */
	breaker: z.enum(["closed", "open", "probing"]).default("closed"),
	/** No call before: the breaker is open, or the system asked us to wait. */
	retryAt: instant.nullable().default(null),
	calls: z.number().int(),
	errors: z.number().int(),
	/** Of the newest calls that were answered. */
	latencyMs: z.object({ p50: z.number(), p99: z.number() }).nullable().default(null),
	/** What the system's own headers say is left of its limit, in its own unit. */
	budget: z.object({ left: z.number(), of: z.number() }).nullable().default(null),
	notices: z.array(driftNotice).default([]),
	lastError: z.object({ at: instant, reason: z.string() }).nullable(),
	lastOkAt: instant.nullable(),
	/** Null where the system cannot be asked for changes, or was not yet. */
	sweep: sweepHealth.nullable().default(null),
	hooksAccepted: z.number().int(),
	hooksRefused: z.number().int(),
	/** Webhooks that were kept and counted, but of topics that Heddle has no words for. The newest first. */
	unknownTopics: z.array(z.object({ topic: z.string(), count: z.number().int(), lastAt: instant })).default([]),
});
export type ConnectionHealth = z.infer<typeof connectionHealth>;
/** What agents who are no admins see of it. */
export const connectionWord = connectionHealth.pick({ state: true });
export const connection = z.object({
	id: connectionId,
	connector: z.string(),
	name: z.string(),
	required: z.boolean(),
	/** The form's values that are not secret; secret ones are listed by key in `secretsSet`. */
	settings: z.record(z.string(), z.string()),
	secretsSet: z.array(z.string()),
	hookUrl: z.string().nullable(),
	hookSecretSet: z.boolean(),
	createdAt: instant,
});
export type Connection = z.infer<typeof connection>;
/** The answer to making a connection: the secret that Heddle made, where it makes one, shown this once. */
export const madeConnection = connection.extend({ hookSecret: z.string().nullable() });
export const connectionTest = z.object({
	ok: z.boolean(),
	lines: z.array(z.object({ ok: z.boolean(), text: z.string() })),
});
export type ConnectionTest = z.infer<typeof connectionTest>;
/** A customer whose card an admin wants to see while setting a connection up: by one of them at least. */
export const customerToTry = z
	.object({ email: z.email().max(320).optional(), phone: kept(40).trim().min(3).optional() })
	.refine(
		({ email, phone }) => email !== undefined || phone !== undefined,
		"expected an e-mail address or phone number",
	);
export type CustomerToTry = z.infer<typeof customerToTry>;
