import { expect, test } from "vitest";
import { climbed, climbsAt, moved, reassigned } from "../../src/desks/climbing.ts";
import type { Alert } from "../../src/protocol/desk-frames.ts";
import { teamId, type UserId, userId } from "../../src/protocol/ids.ts";
import { anAlert } from "../console/given.ts";

const person = (letter: string) => userId.parse(`usr_${letter.repeat(20)}`);
const [ADA, BOB, LEA] = [person("a"), person("b"), person("c")];
const RAISED = Date.parse("2026-11-23T12:00:00.000Z");
const instant = (atS: number) => new Date(RAISED + atS * 1000).toISOString();
const given = (change: Partial<Alert> = {}) =>
	anAlert({ raisedAt: instant(0), climbsAfterS: 60, assigneeId: ADA, ...change });
const at = (seconds: number) => RAISED + seconds * 1000;

/** Looks each second for five minutes: who is added, and when. */
function story(alert: Alert, leads: UserId[] | undefined): string[] {
	const told: string[] = [];
	let now = alert;
	for (let second = 0; second < 300; second += 1) {
		const higher = climbed(now, leads, at(second));
		if (!higher) continue;
		const step = higher.climbs?.at(-1);
		told.push(`${second} ${step?.to} ${step?.leads.map((lead) => lead.at(-1)).join("")}`.trim());
		now = higher;
	}
	return told;
}

test("an unacknowledged alert climbs from its assignee to the leads, then to the whole desk, and no further", () => {
	expect(story(given(), [LEA, BOB])).toEqual(["60 leads cb", "120 desk"]);
});

test("one that is everybody's reminds the leads, then everybody", () => {
	expect(story(given({ assigneeId: null }), [LEA])).toEqual(["60 leads c", "120 desk"]);
});

test("a team without leads, or whose only lead has it already, has no such step", () => {
	expect(story(given(), [])).toEqual(["60 desk"]);
	expect(story(given(), [ADA])).toEqual(["60 desk"]);
	expect(story(given(), [ADA, LEA])).toEqual(["60 leads c", "120 desk"]);
});

test("while nobody can say who leads, it waits once as long again, then everybody hears it", () => {
	expect(story(given(), undefined)).toEqual(["120 desk"]);
});

test("without a time in its rule, or acknowledged, it never climbs", () => {
	const { climbsAfterS: _, ...never } = given();
	expect([story(never, [LEA]), climbsAt(never)]).toEqual([[], undefined]);
	const acknowledged = { by: { id: BOB, name: "Bob" }, at: instant(1) };
	expect([story(given({ acknowledged }), [LEA]), climbsAt(given({ acknowledged }))]).toEqual([[], undefined]);
});

test("after hours of sleep it climbs one step, and the next one has its whole time", () => {
	const late = climbed(given(), [LEA], at(7_200));
	expect(late?.climbs).toEqual([{ to: "leads", at: instant(7_200), leads: [LEA] }]);
	expect(late && climbsAt(late)).toBe(at(7_260));
});

test("a new assignee gets the whole time, unless it has climbed beyond them", () => {
	const given1 = reassigned(given(), BOB, at(50));
	expect(given1).toMatchObject({ assigneeId: BOB, since: instant(50) });
	expect(given1 && climbsAt(given1)).toBe(at(110));
	const higher = climbed(given(), [LEA], at(60));
	expect(higher && climbsAt(reassigned(higher, BOB, at(100)) ?? higher)).toBe(at(120));
	expect(reassigned(given(), ADA, at(50))).toBeUndefined();
});

test("on another team's desk it begins anew, and counts its moves", () => {
	const to = { teamId: teamId.parse(`tem_${"t".repeat(20)}`), assigneeId: null };
	const there = moved(climbed(given(), [LEA], at(60)) ?? given(), to, at(70));
	expect(there).toMatchObject({ ...to, climbs: [], moves: 1, since: instant(70) });
	expect(climbsAt(there)).toBe(at(130));
});
