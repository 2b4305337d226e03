import { afterEach, expect, it } from "vitest";
import { DeskClient } from "../../src/client/desk.ts";
import {
	type Alert,
	alert as alertSchema,
	deskClientFrame,
	deskFrame,
	deskRow,
} from "../../src/protocol/desk-frames.ts";
import { CUSTOMER, INBOX, TEAM, USER } from "./frames.ts";
import { HandClock, settled } from "./hand-clock.ts";
import { frames, noHttp, scriptedHttp } from "./scripted-http.ts";
import { dial } from "./scripted-socket.ts";

const clients: DeskClient[] = [];
afterEach(() => {
	for (const client of clients.splice(0)) client.close();
});

async function openDesk(fetch = noHttp, onAcknowledged?: (alert: Alert) => void) {
	const clock = new HandClock();
	const line = dial();
	const options = {
		origin: "http://127.0.0.1:8787",
		teamId: TEAM,
		token: async () => "ticket",
		...(onAcknowledged && { onAcknowledged }),
	};
	const desk = new DeskClient({ ...options, WebSocket: line.WebSocket, fetch, clock, random: () => 0 });
	clients.push(desk);
	await settled();
	const say = (frame: object) => line.last().say(deskFrame.parse(frame));
	const reconnect = async () => {
		line.last().end();
		await clock.advance(0);
	};
	return { desk, clock, line, say, reconnect };
}

const at = (minute: number) => `2026-11-23T06:${String(minute).padStart(2, "0")}:00.000Z`;
const conversation = (letter: string) => `cnv_${letter.repeat(20)}`;

function row(letter: string, revision: number, minute = revision, status = "open") {
	return deskRow.parse({
		conversationId: conversation(letter),
		inboxId: INBOX,
		teamId: TEAM,
		revision,
		status,
		assignee: null,
		customer: { id: CUSTOMER, verified: false },
		preview: { text: "Where is it?", by: "visitor", at: at(minute) },
		waitingSince: at(minute),
		lastAt: at(minute),
	});
}

function alert(letter: string, minute: number, acknowledged: object | null = null) {
	return alertSchema.parse({
		id: `alr_${letter.repeat(20)}`,
		ruleId: `rul_${"r".repeat(20)}`,
		ruleName: "Large order",
		severity: "urgent",
		event: {
			id: "evt",
			kind: "order.created",
			connectionId: `cnn_${"c".repeat(20)}`,
			connector: "shopify",
			topic: "orders/create",
			objectType: "order",
			objectId: "1",
			reference: "#1",
			summary: "Order #1",
			occurredAt: at(minute),
			facts: {},
		},
		customer: null,
		conversationId: null,
		teamId: TEAM,
		assigneeId: null,
		raisedAt: at(minute),
		acknowledged,
	});
}

const welcome = (rows: object[] = [], more: object = {}) => ({
	type: "welcome",
	teamId: TEAM,
	rows,
	total: rows.length,
	alerts: [],
	alertsTotal: 0,
	agents: [],
	at: at(0),
	...more,
});
const shown = (desk: DeskClient) => desk.view.rows.map((each) => each.conversationId.at(-1)).join("");

it("lists what is open, the newest first, and follows each change", async () => {
	const { desk, line, say } = await openDesk();
	expect(line.last().url).toBe(`ws://127.0.0.1:8787/v1/desks/${TEAM}/socket`);
	say(welcome([row("a", 1), row("b", 2)]));
	expect([shown(desk), desk.view.total, desk.view.link]).toEqual(["ba", 2, "live"]);
	say({ type: "row", row: row("a", 3) });
	say({ type: "row", row: row("c", 4) });
	expect([shown(desk), desk.view.total]).toEqual(["cab", 3]);
	say({ type: "gone", conversationId: conversation("a"), revision: 5 });
	say({ type: "row", row: row("b", 6, 6, "resolved") });
	expect([shown(desk), desk.view.total]).toEqual(["c", 1]);
});

it("ignores what is older than what it knows, also of those that have gone", async () => {
	const { desk, say } = await openDesk();
	say(welcome([row("a", 5), row("b", 2)]));
	say({ type: "row", row: row("a", 4, 30) });
	say({ type: "gone", conversationId: conversation("a"), revision: 4 });
	expect(shown(desk)).toBe("ab");
	say({ type: "gone", conversationId: conversation("a"), revision: 6 });
	say({ type: "row", row: row("a", 5, 40) });
	expect([shown(desk), desk.view.total]).toEqual(["b", 1]);
	say({ type: "row", row: row("a", 7) });
	expect([shown(desk), desk.view.total]).toEqual(["ab", 2]);
});

it("takes a new welcome as the whole truth", async () => {
	const { desk, say, reconnect } = await openDesk();
	say(welcome([row("a", 5)], { alerts: [alert("x", 1)] }));
	await reconnect();
	expect(desk.view.link).toBe("offline");
	say(welcome([row("b", 1)]));
	expect([shown(desk), desk.view.alerts]).toEqual(["b", []]);
});

it("keeps an alert until somebody acknowledges it, and does not bring it back", async () => {
	const { desk, line, say } = await openDesk();
	say(welcome([], { alerts: [alert("x", 1)] }));
	say({ type: "alert", alert: alert("y", 2) });
	expect(desk.view.alerts.map(({ id }) => id.at(-1))).toEqual(["y", "x"]);
	const answer = desk.acknowledge(alert("x", 1).id);
	const frame = deskClientFrame.parse(line.last().sent[0]);
	expect(frame).toMatchObject({ type: "acknowledge", alertId: alert("x", 1).id });
	say({ type: "alert", alert: alert("x", 1, { by: { id: USER, name: "Mia" }, at: at(3) }) });
	say({ type: "ack", clientId: "clientId" in frame ? frame.clientId : "" });
	say({ type: "alert", alert: alert("x", 1) });
	expect([await answer, desk.view.alerts.map(({ id }) => id.at(-1))]).toEqual([{ ok: true }, ["y"]]);
});

const letters = (desk: DeskClient) => desk.view.alerts.map(({ id }) => id.at(-1)).join("");
const mia = { by: { id: USER, name: "Mia" }, at: at(3) };

it("comes back with the cursor of its alerts, keeps those that have not changed, and hears what became of the others", async () => {
	const heard: string[] = [];
	const { desk, line, say, reconnect } = await openDesk(noHttp, ({ id, acknowledged }) =>
		heard.push(`${id.at(-1)} ${acknowledged?.by.name}`),
	);
	say(welcome([], { alerts: [alert("y", 2), alert("x", 1), alert("w", 0)], alertsTotal: 3, alertsAt: 7 }));
	say({ type: "alert", alert: alert("z", 3), change: 8 });
	await reconnect();
	expect(line.last().url).toBe(`ws://127.0.0.1:8787/v1/desks/${TEAM}/socket?alertsAfter=8`);
	const news = { alerts: [alert("x", 1, mia), alert("q", 4)], alertsGone: [alert("w", 0).id], alertsSince: 8 };
	say(welcome([], { ...news, alertsTotal: 3, alertsAt: 12 }));
	expect([letters(desk), desk.view.alertsTotal, heard]).toEqual(["qzy", 3, ["x Mia"]]);
	await reconnect();
	say(welcome([], { alerts: [alert("x", 1, mia)], alertsSince: 12, alertsTotal: 3, alertsAt: 12 }));
	expect([letters(desk), heard]).toEqual(["qzy", ["x Mia"]]);
});

it("begins anew where the server no longer knows that far back", async () => {
	const { desk, line, say, reconnect } = await openDesk();
	say(welcome([], { alerts: [alert("x", 1)], alertsTotal: 1, alertsAt: 7 }));
	await reconnect();
	say(welcome([], { alerts: [alert("y", 2)], alertsTotal: 1, alertsAt: 3 }));
	expect([letters(desk), desk.view.alertsTotal]).toEqual(["y", 1]);
	await reconnect();
	expect(line.last().url).toContain("?alertsAfter=3");
});

it("lets alerts go that follow their conversation elsewhere, takes them again when they come back, and heeds no older word", async () => {
	const { desk, say } = await openDesk();
	say(welcome([], { alerts: [alert("x", 1)], alertsTotal: 1, alertsAt: 7 }));
	say({ type: "alert_gone", alertId: alert("x", 1).id, teamId: TEAM, change: 9 });
	say({ type: "alert", alert: alert("x", 1), change: 8 });
	expect([letters(desk), desk.view.alertsTotal]).toEqual(["", 0]);
	say({ type: "alert", alert: { ...alert("x", 1), moves: 2 }, change: 10 });
	expect([letters(desk), desk.view.alertsTotal]).toEqual(["x", 1]);
});

it("asks for older alerts from where the last page ended, and brings back none that was settled meanwhile", async () => {
	const { desk, line, say } = await openDesk();
	say(welcome([], { alerts: [alert("z", 9), alert("y", 8)], alertsTotal: 5, alertsAt: 7 }));
	// Older than all that is shown, and yet not where the page ended.
	say({ type: "alert", alert: alert("a", 0), change: 8 });
	const asked = desk.olderAlerts();
	const frame = deskClientFrame.parse(line.last().sent[0]);
	expect(frame).toMatchObject({ type: "alerts", before: alert("y", 8).id });
	say({ type: "alert", alert: alert("x", 7, mia), change: 9 });
	const clientId = "clientId" in frame ? frame.clientId : "";
	say({ type: "alerts", clientId, alerts: [alert("x", 7), alert("w", 6)], more: true });
	expect([await asked, letters(desk), desk.view.alertsTotal]).toEqual([{ ok: true }, "zywa", 5]);
	void desk.olderAlerts();
	const next = deskClientFrame.parse(line.last().sent[1]);
	expect(next).toMatchObject({ before: alert("w", 6).id });
	say({ type: "alerts", clientId: "clientId" in next ? next.clientId : "", alerts: [], more: false });
	expect([letters(desk), desk.view.alertsTotal, await desk.olderAlerts()]).toEqual(["zywa", 4, { ok: true }]);
});

it("takes a climb as a change of the alert", async () => {
	const { desk, say } = await openDesk();
	say(welcome([], { alerts: [alert("x", 1)], alertsTotal: 1, alertsAt: 1 }));
	const climbs = [{ to: "leads", at: at(4), leads: [USER] }];
	say({ type: "alert", alert: { ...alert("x", 1), climbs }, change: 2 });
	expect([desk.view.alerts[0]?.climbs, desk.view.alertsTotal]).toEqual([climbs, 1]);
});

it("is the same by HTTP where sockets are blocked", async () => {
	let isOpen = true;
	const http = scriptedHttp(({ frame }) => {
		if (frame?.type === "acknowledge") isOpen = false;
		return frames(
			frame === undefined
				? deskFrame.parse(welcome([row("a", 1)], { alerts: isOpen ? [alert("x", 1)] : [] }))
				: { type: "ack", clientId: frame.clientId },
		);
	});
	const { desk, reconnect, clock } = await openDesk(http.fetch);
	for (let silence = 0; silence < 3; silence += 1) await reconnect();
	await settled();
	expect([desk.view.link, desk.view.polling, shown(desk), desk.view.alerts.length]).toEqual(["live", true, "a", 1]);
	expect(http.asked[0]?.url).toBe(`http://127.0.0.1:8787/v1/desks/${TEAM}/frames`);
	expect(await desk.acknowledge(alert("x", 1).id)).toEqual({ ok: true });
	await clock.advance(2_000);
	expect(desk.view.alerts).toEqual([]);
});

it("says why a command was refused", async () => {
	const { desk, line, say } = await openDesk();
	say(welcome());
	const answer = desk.acknowledge(alert("x", 1).id);
	say({ type: "error", code: "not_found", message: "Gone.", retry: false, clientId: line.last().sent[0]?.clientId });
	expect(await answer).toEqual({ ok: false, code: "not_found", message: "Gone." });
});

it("tells again after a reconnect that its agent is away", async () => {
	const { desk, line, say, reconnect } = await openDesk();
	desk.setAway(true);
	say(welcome());
	await reconnect();
	say(welcome());
	expect(line.sockets.map((socket) => socket.sent)).toEqual([
		[{ type: "availability", away: true }],
		[{ type: "availability", away: true }],
	]);
});

it.each([
	["a row without revision", { type: "row", row: { ...row("a", 1), revision: undefined } }],
	["a row of a list", { type: "row", row: [] }],
	["an alert without event", { type: "alert", alert: { ...alert("x", 1), event: null } }],
	["agents that are none", { type: "agents", agents: [null] }],
	["an unknown type", { type: "__proto__" }],
])("ignores %s", async (_, frame) => {
	const { desk, line, say } = await openDesk();
	say(welcome([row("a", 1)]));
	const { view } = desk;
	line.last().say(frame);
	expect(desk.view).toBe(view);
});
