import { expect, test } from "vitest";
import {
	afterSounding,
	concernsMe,
	dueToSound,
	dueToTell,
	type SoundedByStep,
} from "../../src/console/alerts/alarm.ts";
import type { Alert } from "../../src/protocol/desk-frames.ts";
import { ADA, anAlert, BOB } from "./given.ts";

const NONE: SoundedByStep = new Map();

/** Looks once a second, as the page does, and tells at which seconds it sounded. */
function listen(alerts: readonly Alert[], seconds: number): number[] {
	const heard: number[] = [];
	let sounded = NONE;
	for (let second = 0; second < seconds; second += 1) {
		const due = dueToSound(alerts, sounded, ADA.id, second * 1_000);
		if (due.length > 0) heard.push(second);
		sounded = afterSounding(sounded, alerts, due, ADA.id, second * 1_000);
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
	const sounded = afterSounding(NONE, [first], [first], ADA.id, 0);
	expect(dueToSound([first, second], sounded, ADA.id, 5_000)).toEqual([second]);
});

test("while the browser allows no sound nothing counts as sounded, so it sounds as soon as it may", () => {
	const alerts = [anAlert()];
	const blocked = afterSounding(NONE, alerts, [], ADA.id, 0);
	expect(dueToSound(alerts, blocked, ADA.id, 60_000)).toEqual(alerts);
});

const climb = (to: string, leads: string[] = []) => ({ to, at: "2026-11-23T12:04:00.000Z", leads });

test("what climbs to me rings at my desk, as often as what was mine from the start", () => {
	const bobs = anAlert({ assigneeId: BOB.id });
	const toLeads = anAlert({ assigneeId: BOB.id, climbs: [climb("leads", [ADA.id])] });
	const toOthers = anAlert({ assigneeId: BOB.id, climbs: [climb("leads", [BOB.id])] });
	const toAll = anAlert({ assigneeId: BOB.id, climbs: [climb("leads", [BOB.id]), climb("desk")] });
	expect([bobs, toLeads, toOthers, toAll].map((alert) => concernsMe(alert, ADA.id))).toEqual([
		false,
		true,
		false,
		true,
	]);
	expect([bobs, toLeads, toOthers, toAll].map((alert) => listen([alert], 35))).toEqual([[], [0, 30], [], [0, 30]]);
});

test("each step that is put in front of me rings anew, and a step of somebody else's does not", () => {
	const steps = [
		anAlert(),
		anAlert({ climbs: [climb("leads", [BOB.id])] }),
		anAlert({ climbs: [climb("leads", [BOB.id]), climb("desk")] }),
	];
	let sounded = NONE;
	const rang = steps.map((alert) => {
		const due = dueToSound([alert], sounded, ADA.id, 1_000);
		sounded = afterSounding(sounded, [alert], due, ADA.id, 1_000);
		return due.length;
	});
	expect(rang).toEqual([1, 0, 1]);
});

test("an alert that follows its conversation to another of my desks does not ring a second time", () => {
	const sounded = afterSounding(NONE, [anAlert()], [anAlert()], ADA.id, 0);
	expect(dueToSound([anAlert({ moves: 1, climbs: [] })], sounded, ADA.id, 5_000)).toEqual([]);
	const higher = anAlert({ moves: 1, climbs: [climb("desk")] });
	expect(dueToSound([higher], sounded, ADA.id, 5_000)).toEqual([higher]);
});

test("a page that was just opened does not ring again for what another has rung for, also before it knows any alert", () => {
	const sounded = afterSounding(NONE, [anAlert()], [anAlert()], ADA.id, 0);
	const reloaded = afterSounding(sounded, [], [], ADA.id, 1_000);
	expect(dueToSound([anAlert()], reloaded, ADA.id, 2_000)).toEqual([]);
});

test("is told once for each step by the browser's notification, whatever its severity", () => {
	const warning = anAlert({ severity: "warning" });
	expect(dueToTell([warning], NONE, ADA.id)).toEqual([warning]);
	const told = afterSounding(NONE, [warning], [warning], ADA.id, 0);
	expect(dueToTell([warning], told, ADA.id)).toEqual([]);
	expect(dueToTell([anAlert({ severity: "warning", climbs: [climb("desk")] })], told, ADA.id)).toHaveLength(1);
	expect(dueToTell([anAlert({ assigneeId: BOB.id })], NONE, ADA.id)).toEqual([]);
});

test("what is gone is forgotten after a day, what is open never", () => {
	const day = 24 * 60 * 60 * 1_000;
	const sounded = afterSounding(NONE, [anAlert()], [anAlert()], ADA.id, 0);
	expect(afterSounding(sounded, [], [], ADA.id, day - 1).size).toBe(1);
	expect(afterSounding(sounded, [], [], ADA.id, day).size).toBe(0);
	expect(afterSounding(sounded, [anAlert()], [], ADA.id, day).size).toBe(1);
});
