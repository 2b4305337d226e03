import { describe, expect, it } from "vitest";
import type { DeskObject } from "../../src/desks/desk.ts";
import { newId } from "../../src/platform/ids.ts";
import { type Alert, deskFrame } from "../../src/protocol/desk-frames.ts";
import type { AlertId } from "../../src/protocol/ids.ts";
import { type DeskWorld, inDesk, welcomeOf } from "../support/server/desk-world.ts";

const DAY = 24 * 60 * 60 * 1000;

async function raise(desk: DeskObject, world: DeskWorld, count: number, change: Partial<Alert> = {}): Promise<Alert[]> {
	const raised = Array.from({ length: count }, (_, i) => world.alert(world.now() + i, change));
	for (const alert of raised) await desk.raise(world.address, alert);
	return raised;
}

async function acknowledge(desk: DeskObject, world: DeskWorld, alertId: AlertId): Promise<void> {
	await desk.answer(world.grant(newId("user")), { type: "acknowledge", clientId: crypto.randomUUID(), alertId });
}

const welcome = (desk: DeskObject, world: DeskWorld, alertsAfter?: number) =>
	welcomeOf(desk, { ...world.grant(newId("user")), ...(alertsAfter !== undefined && { alertsAfter }) });
const idsOf = (alerts: readonly Pick<Alert, "id">[]) => alerts.map(({ id }) => id).sort();

describe("an agent who comes back to a desk", () => {
	it("gets each alert that changed meanwhile, once, in its newest state, and nothing of the others", async () =>
		inDesk(async (desk, world) => {
			const conversationId = newId("conversation");
			const [quiet, acked] = await raise(desk, world, 2);
			const [leaves] = await raise(desk, world, 1, { conversationId });
			const before = await welcome(desk, world);
			if (!quiet || !acked || !leaves) throw new Error("no alerts");
			expect([before.alertsSince, idsOf(before.alerts)]).toEqual([undefined, idsOf([quiet, acked, leaves])]);
			const fresh = await raise(desk, world, 2);
			await acknowledge(desk, world, acked.id);
			await acknowledge(desk, world, acked.id);
			await desk.leave(conversationId, 3, { teamId: newId("team"), assigneeId: null });
			const after = await welcome(desk, world, before.alertsAt);
			expect(after).toMatchObject({ alertsSince: before.alertsAt, alertsGone: [leaves.id], alertsTotal: 3 });
			expect(idsOf(after.alerts)).toEqual(idsOf([...fresh, acked]));
			expect(after.alerts.find(({ id }) => id === acked.id)?.acknowledged?.by.name).toBe("Bob");
			const again = await welcome(desk, world, after.alertsAt);
			expect([again.alerts, again.alertsGone, again.alertsAt]).toEqual([[], [], after.alertsAt]);
		}));

	it("begins anew after more than a hundred changes, with a number from nowhere, or from before what was forgotten", async () =>
		inDesk(async (desk, world) => {
			const [first] = await raise(desk, world, 1);
			const at = (await welcome(desk, world)).alertsAt ?? 0;
			await raise(desk, world, 100);
			expect((await welcome(desk, world, at)).alertsSince).toBe(at);
			await raise(desk, world, 1);
			const whole = await welcome(desk, world, at);
			expect([whole.alertsSince, whole.alerts.length, whole.alertsTotal]).toEqual([undefined, 100, 102]);
			expect((await welcome(desk, world, 9_999)).alertsSince).toBeUndefined();
			const newest = whole.alertsAt ?? 0;
			await acknowledge(desk, world, first?.id ?? newId("alert"));
			await desk.alarm();
			world.pass(31 * DAY);
			await desk.alarm();
			// The change was that alert's acknowledgement: who asks from before it could not be told.
			expect((await welcome(desk, world, newest)).alertsSince).toBeUndefined();
			expect((await welcome(desk, world)).alertsAt).toBe(newest + 1);
			await raise(desk, world, 1);
			expect((await welcome(desk, world)).alertsAt).toBe(newest + 2);
		}));

	it("can page through all of two hundred and fifty, each once, also where the last one of a page was acknowledged", async () =>
		inDesk(async (desk, world) => {
			const raised = await raise(desk, world, 250);
			const seen: string[] = [];
			let { alerts } = await welcome(desk, world);
			for (let more = true; more; ) {
				seen.push(...alerts.map(({ id }) => id));
				const last = alerts.at(-1);
				if (!last) throw new Error("an empty page");
				await acknowledge(desk, world, last.id);
				const answer = await desk.answer(world.grant(newId("user")), {
					type: "alerts",
					clientId: "older-0001",
					before: last.id,
				});
				const frame = answer.ok ? deskFrame.parse(JSON.parse(answer.frames[0] ?? "")) : undefined;
				if (frame?.type !== "alerts") throw new Error("no page");
				({ alerts, more } = frame);
				if (!more) seen.push(...alerts.map(({ id }) => id));
			}
			expect(seen).toEqual(raised.map(({ id }) => id).reverse());
		}));

	it("is told by queries that read no more than they tell", async () =>
		inDesk(async (desk, world, storage) => {
			await raise(desk, world, 1, { climbsAfterS: 60 });
			for (const [query, index] of [
				["SELECT max(change) FROM alerts", "alerts_by_change"],
				["SELECT id FROM alerts WHERE change > 5 ORDER BY change LIMIT 101", "alerts_by_change"],
				[
					"SELECT json FROM alerts WHERE open = 1 AND (raised_at, id) < (5, 'a') ORDER BY raised_at DESC, id DESC LIMIT 101",
					"alerts_open",
				],
				["SELECT json FROM alerts WHERE conversation = 'c' AND open = 1", "alerts_of_conversation"],
				["SELECT id FROM alerts WHERE climb_at <= 5 ORDER BY climb_at LIMIT 100", "alerts_climbing"],
				["SELECT min(climb_at) FROM alerts WHERE climb_at IS NOT NULL", "alerts_climbing"],
				["SELECT id FROM alerts WHERE moving_to IS NOT NULL ORDER BY change LIMIT 100", "alerts_moving"],
			] as const) {
				const plan = storage.sql.exec(`EXPLAIN QUERY PLAN ${query}`).toArray();
				expect(plan.map(({ detail }) => String(detail)).join("; "), query).toContain(`INDEX ${index}`);
				expect(plan.map(({ detail }) => String(detail)).join("; "), query).not.toContain("TEMP B-TREE");
			}
		}));
});
