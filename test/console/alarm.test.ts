import { expect, test } from "vitest";
import { afterSounding, concernsMe, dueToSound, type SoundedByAlert } from "../../src/console/alerts/alarm.ts";
import { acknowledgedIn } from "../../src/console/alerts/watched-socket.ts";
import type { Alert } from "../../src/protocol/desk-frames.ts";
import { ADA, anAlert, BOB } from "./given.ts";

const NONE: SoundedByAlert = new Map();

/** Looks once a second, as the page does, and tells at which seconds it sounded. */
function listen(alerts: readonly Alert[], seconds: number): number[] {
	const heard: number[] = [];
	let sounded = NONE;
	for (let second = 0; second < seconds; second += 1) {
		const due = dueToSound(alerts, sounded, ADA.id, second * 1_000);
		if (due.length > 0) heard.push(second);
		sounded = afterSounding(sounded, alerts, due, second * 1_000);
	}
	return heard;
}

test("an urgent alert sounds at once and every half minute until it is acknowledged", () => {
	expect(listen([anAlert()], 95)).toEqual([0, 30, 60, 90]);
});

test("an empty room is not rung at for ever", () => {
	expect(listen([anAlert()], 3_600)).toHaveLength(10);
});

test("an acknowledged alert is silent", () => {
	const acknowledged = { by: BOB, at: "2026-11-23T12:00:00.000Z" };
	expect(listen([anAlert({ acknowledged })], 60)).toEqual([]);
});

test("warnings and information are seen, not heard", () => {
	expect(
		listen([anAlert({ severity: "warning" }), anAlert({ id: "alr_0000000000000002", severity: "info" })], 60),
	).toEqual([]);
});

test("a colleague's alert does not ring at my desk, mine and everybody's do", () => {
	expect(listen([anAlert({ assigneeId: BOB.id })], 60)).toEqual([]);
	expect(listen([anAlert({ assigneeId: ADA.id })], 10)).toEqual([0]);
	expect(concernsMe(anAlert(), ADA.id)).toBe(true);
});

test("a second alert sounds at once, whatever the first has done", () => {
	const first = anAlert();
	const second = anAlert({ id: "alr_0000000000000002" });
	const sounded = afterSounding(NONE, [first], [first], 0);
	expect(dueToSound([first, second], sounded, ADA.id, 5_000)).toEqual([second]);
});

test("while the browser allows no sound nothing counts as sounded, so it sounds as soon as it may", () => {
	const alerts = [anAlert()];
	const blocked = afterSounding(NONE, alerts, [], 0);
	expect(dueToSound(alerts, blocked, ADA.id, 60_000)).toEqual(alerts);
});

test("what is gone is forgotten", () => {
	const sounded = afterSounding(NONE, [anAlert()], [anAlert()], 0);
	expect(afterSounding(sounded, [], [], 1_000).size).toBe(0);
});

test("an alert that somebody acknowledged is heard on the desk's socket; everything else is not ours", () => {
	const alert = anAlert({ acknowledged: { by: BOB, at: "2026-11-23T12:00:00.000Z" } });
	expect(acknowledgedIn(JSON.stringify({ type: "alert", alert }))).toEqual(alert);
	expect(acknowledgedIn(JSON.stringify({ type: "alert", alert: anAlert() }))).toBeNull();
	for (const data of [
		"pong",
		'{"type":"alert"',
		'{"type":"alert","alert":{}}',
		'{"type":"welcome"}',
		new ArrayBuffer(8),
	]) {
		expect(acknowledgedIn(data)).toBeNull();
	}
});
