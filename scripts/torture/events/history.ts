// The recorded history of a run: what was sent and answered, what the queue did with it, and what is there in the end.
// All that the checkers look at, and nothing of it is made by Heddle's own code.
import type { ConversationId, WorkspaceId } from "../../../src/protocol/ids.ts";
import type { Change } from "./systems.ts";

/** What is wrong with a webhook, if anything. */
export type Flaw = "forged" | "malformed" | "stray" | null;

export interface Webhook extends Change {
	/** Its place in the plan. */
	id: number;
	/** Which workspace and which connection of it the address names. */
	home: number;
	connector: string;
	flaw: Flaw;
	/** In which way it is flawed. */
	way: number;
	/** How often it is sent, whether or not it was answered. */
	copies: number;
}

export interface Business {
	workspaceId: WorkspaceId;
	/** Stands in everything that its systems send. */
	mark: string;
	/** By connector. */
	connections: Record<string, string>;
	rules: { id: string; name: RuleName }[];
	/** Proven customers with an open conversation. */
	people: { email: string; conversationId: ConversationId }[];
}
/** `large`: every large one; `new`: large ones that are new; `never`: holds for none. */
export type RuleName = "large" | "new" | "never";

/** One try at a door. `status` null: it was cut before there was an answer. */
export interface Answer {
	webhook: number;
	status: number | null;
	traceId: string | undefined;
}

/** A message that the queue was handed. */
export interface Queued {
	traceId: string;
	eventId: string;
	/** The queue lost it on purpose, after it had said that it has it. */
	lost: boolean;
	/** How often the consumer was given it, and whether it said in the end that it is done. */
	deliveries: number;
	done: boolean;
}

/** An event wherever it stands. `connectionId`, `objectId` and `occurredAt` are what the system said. */
export interface SeenEvent {
	id: string;
	connectionId: string;
	objectId: string;
	occurredAt: string;
	/** Everything else in it that is words. */
	words: string;
}

export interface End {
	rows: (SeenEvent & { workspaceId: string; state: string })[];
	/** `version` in milliseconds since 1970. */
	objects: { workspaceId: string; connectionId: string; objectId: string; version: number; summary: string }[];
	alertRows: AlertSeen[];
	/** As the desks told them, one list for all. */
	deskAlerts: AlertSeen[];
	timelines: (SeenEvent & { workspaceId: string; conversationId: string; clientId: string })[];
}

export interface AlertSeen {
	id: string;
	workspaceId: string;
	ruleId: string;
	connectionId: string;
	objectId: string;
}

export interface EventHistory {
	businesses: Business[];
	webhooks: Webhook[];
	answers: Answer[];
	queued: Queued[];
	/** Connectors whose systems were asked in the end what had changed. */
	swept: string[];
	/** Messages that never came to an end although everything was mended and there was time. */
	stuck: number;
	end: End;
}

export interface EventViolation {
	checker: string;
	where: string;
	sentence: string;
}
