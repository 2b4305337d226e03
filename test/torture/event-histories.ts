// A history of webhooks in which everything is as it should be, to be spoilt by tests: two businesses with the same order
// numbers and the same customer, three changes of one large order in the first, a small one in the second, and one
// webhook each that is forged, malformed, and another workspace's.
import { checkEvents } from "../../scripts/torture/events/checkers.ts";
import type {
	AlertSeen,
	Business,
	EventHistory,
	Flaw,
	SeenEvent,
	Webhook,
} from "../../scripts/torture/events/history.ts";
import { changedAt, systemOf } from "../../scripts/torture/events/systems.ts";
import { conversationId, workspaceId } from "../../src/protocol/ids.ts";

const LENA = "lena@torture.example";

function business(letter: string, mark: string, rules: Business["rules"]): Business {
	return {
		workspaceId: workspaceId.parse(`wsp_${letter.repeat(22)}`),
		mark,
		connections: { shopify: `con-${mark}`, woocommerce: `woo-${mark}`, erpnext: `erp-${mark}`, stripe: `pay-${mark}` },
		rules,
		people: [{ email: LENA, conversationId: conversationId.parse(`cnv_${letter.repeat(22)}`) }],
	};
}

export const ALDER = business("A", "alder", [{ id: "rule-large-alder", name: "large" }]);
export const BIRCH = business("B", "birch", [
	{ id: "rule-large-birch", name: "large" },
	{ id: "rule-new-birch", name: "new" },
]);

function webhook(id: number, home: number, revision: number, flaw: Flaw, urgent: boolean): Webhook {
	const mark = [ALDER, BIRCH][home]?.mark ?? "";
	const object = flaw === null ? 7 : 100 + id;
	return { id, home, mark, connector: "shopify", object, revision, urgent, person: LENA, flaw, way: 0, copies: 1 };
}

const WEBHOOKS: Webhook[] = [
	webhook(0, 0, 1, null, true),
	webhook(1, 0, 3, null, true),
	webhook(2, 0, 2, null, true),
	webhook(3, 1, 1, null, false),
	webhook(4, 0, 1, "forged", true),
	webhook(5, 0, 1, "malformed", true),
	webhook(6, 0, 1, "stray", true),
];

export function seen({ id, home, object, revision, connector, mark }: Webhook): SeenEvent {
	return {
		id: `event-${id}`,
		connectionId: [ALDER, BIRCH][home]?.connections[connector] ?? "",
		objectId: systemOf(connector).objectId(object),
		occurredAt: changedAt({ revision }).toISOString(),
		words: `#${mark}-${object}: changed ${revision}`,
	};
}

export function rowOf(one: Webhook, state = "applied"): EventHistory["end"]["rows"][number] {
	return { ...seen(one), state, workspaceId: ([ALDER, BIRCH][one.home] ?? ALDER).workspaceId };
}

export function entryOf(
	one: Webhook,
	home = [ALDER, BIRCH][one.home] ?? ALDER,
): EventHistory["end"]["timelines"][number] {
	return {
		...seen(one),
		workspaceId: home.workspaceId,
		conversationId: home.people[0]?.conversationId ?? "",
		clientId: `event-${one.id}`,
	};
}

export const ALERT: AlertSeen = {
	id: "alert-1",
	workspaceId: ALDER.workspaceId,
	ruleId: "rule-large-alder",
	connectionId: "con-alder",
	objectId: systemOf("shopify").objectId(7),
};

const STATUSES: Record<string, number> = { forged: 401, malformed: 400, stray: 401 };

export function cleanEvents(): EventHistory {
	const good = WEBHOOKS.filter(({ flaw }) => flaw === null);
	return {
		businesses: structuredClone([ALDER, BIRCH]),
		webhooks: structuredClone(WEBHOOKS),
		answers: WEBHOOKS.map(({ id, flaw }) => ({
			webhook: id,
			status: flaw === null ? 202 : (STATUSES[flaw] ?? 0),
			traceId: flaw === null ? `trace-${id}` : undefined,
		})),
		queued: good.map(({ id }) => ({
			traceId: `trace-${id}`,
			eventId: `event-${id}`,
			lost: false,
			deliveries: 1,
			done: true,
		})),
		swept: ["shopify"],
		stuck: 0,
		end: {
			rows: good.map((one) => rowOf(one)),
			objects: [
				{ ...placeOf(0), version: changedAt({ revision: 3 }).getTime() + 1, summary: "changed 3" },
				{ ...placeOf(3), version: changedAt({ revision: 1 }).getTime(), summary: "changed 1" },
			],
			alertRows: [{ ...ALERT }],
			deskAlerts: [{ ...ALERT }],
			timelines: good.map((one) => entryOf(one)),
		},
	};
}

export function webhookOf(history: EventHistory, id: number): Webhook {
	const one = history.webhooks[id];
	if (!one) throw new Error(`no webhook ${id}`);
	return one;
}

/** Which checkers speak once the clean history is spoilt. */
export function said(spoil: (history: EventHistory) => void): string[] {
	const history = cleanEvents();
	spoil(history);
	return [...new Set(checkEvents(history).map(({ checker }) => checker))];
}

function placeOf(id: number) {
	const one = WEBHOOKS[id];
	if (!one) throw new Error(`no webhook ${id}`);
	const { connectionId, objectId } = seen(one);
	return { connectionId, objectId, workspaceId: ([ALDER, BIRCH][one.home] ?? ALDER).workspaceId };
}
