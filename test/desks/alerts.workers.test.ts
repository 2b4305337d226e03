import { describe, expect, it } from "vitest";
import type { DeskObject } from "../../src/desks/desk.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Alert } from "../../src/protocol/desk-frames.ts";
import { type DeskWorld, inDesk, welcomeOf } from "../support/server/desk-world.ts";
import { expectFaults } from "../support/server/faults.ts";
import { watchLog } from "../support/server/log-lines.ts";

const DAY = 24 * 60 * 60 * 1000;

async function raise(desk: DeskObject, world: DeskWorld, count: number) {
	const raised = Array.from({ length: count }, (_, i) => world.alert(world.now() + i));
	for (const alert of raised) await desk.raise(world.address, alert);
	return raised;
}

async function acknowledge(desk: DeskObject, world: DeskWorld, alerts: Pick<Alert, "id">[]) {
	const grant = world.grant(newId("user"));
	for (const { id } of alerts) {
		const clientId = crypto.randomUUID();
		const answer = await desk.answer(grant, { type: "acknowledge", clientId, alertId: id });
		expect(answer).toMatchObject({ ok: true, frames: [JSON.stringify({ type: "ack", clientId })] });
	}
}

describe("alerts of a desk", () => {
	it("are told as the newest hundred and how many there are", async () =>
		inDesk(async (desk, world) => {
			const raised = await raise(desk, world, 105);
			const { alerts, alertsTotal } = await welcomeOf(desk, world.grant(newId("user")));
			expect([alerts.length, alertsTotal, alerts[0]?.id]).toEqual([100, 105, raised.at(-1)?.id]);
		}));

	it("that are acknowledged while Postgres is away are all recorded afterwards, a hundred a turn", async () =>
		inDesk(async (desk, world, storage) => {
			const raised = await raise(desk, world, 250);
			await acknowledge(desk, world, raised);
			const faults = expectFaults();
			world.away = true;
			await desk.alarm();
			expect(faults.events()).toEqual(["alerts_not_recorded"]);
			world.away = false;
			for (const count of [100, 200, 250]) {
				await desk.alarm();
				expect(world.recorded.flat()).toHaveLength(count);
				if (count < 250) expect(await storage.getAlarm()).not.toBeNull();
			}
			await desk.alarm();
			expect(world.recorded.flat().map(({ id }) => id)).toEqual(raised.map(({ id }) => id));
			expect(world.recorded.flat().every(({ acknowledged }) => acknowledged?.by.name === "Bob")).toBe(true);
		}));

	it("that are settled are dropped after thirty days, and open ones never; nothing reads all of them", async () =>
		inDesk(async (desk, world, storage) => {
			const [settled, open] = await raise(desk, world, 2);
			if (!settled || !open) throw new Error("no alerts");
			await acknowledge(desk, world, [settled]);
			await desk.alarm();
			const ids = () =>
				storage.sql
					.exec("SELECT id FROM alerts ORDER BY raised_at")
					.toArray()
					.map(({ id }) => id);
			world.pass(29 * DAY);
			await desk.alarm();
			expect(ids()).toEqual([settled.id, open.id]);
			world.pass(2 * DAY);
			await desk.alarm();
			expect(ids()).toEqual([open.id]);
			for (const where of [
				"open = 1 ORDER BY raised_at DESC",
				"recorded = 0 ORDER BY raised_at",
				"open = 0 AND recorded = 1 AND raised_at < 5",
			]) {
				const [plan] = storage.sql.exec(`EXPLAIN QUERY PLAN SELECT json FROM alerts WHERE ${where}`).toArray();
				expect(String(plan?.detail), where).toContain("USING INDEX alerts_");
			}
		}));

	it("and rows that cannot be read are skipped and said, and keep nobody from the desk", async () =>
		inDesk(async (desk, world, storage) => {
			const [broken, whole] = await raise(desk, world, 2);
			if (!broken || !whole) throw new Error("no alerts");
			storage.sql.exec("UPDATE alerts SET json = '{\"version\": 99}' WHERE id = ?", broken.id);
			storage.sql.exec("INSERT INTO conversations (id, revision, gone, at, json) VALUES ('cnv_x', 1, 0, 1, 'no json')");
			const log = watchLog();
			const { alerts, rows } = await welcomeOf(desk, world.grant(newId("user")));
			expect([alerts.map(({ id }) => id), rows]).toEqual([[whole.id], []]);
			expect(log.of("desk_row_unreadable")).toHaveLength(2);
			storage.sql.exec("UPDATE alerts SET open = 0, recorded = 0 WHERE id = ?", broken.id);
			await acknowledge(desk, world, [whole]);
			await desk.alarm();
			expect(world.recorded.flat().map(({ id }) => id)).toEqual([whole.id]);
			expect(await desk.raise(world.address, broken)).toBe(false);
		}));
});
