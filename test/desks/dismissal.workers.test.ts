import { describe, expect, it } from "vitest";
import { newId } from "../../src/platform/ids.ts";
import { TICKET_LASTS_S } from "../../src/workspaces/tokens.ts";
import { inDesk, openDesk } from "../support/server/desk-world.ts";
import { expectFaults } from "../support/server/faults.ts";

const agent = newId("user");
const rows = (storage: DurableObjectStorage, table: string) => storage.sql.exec(`SELECT * FROM ${table}`).toArray();

describe("an agent who was removed", () => {
	it("gets no socket and no frames by an older ticket, and both by a newer one; others are not touched", async () =>
		inDesk(async (desk, world) => {
			const [old, other] = [world.grant(agent), world.grant(newId("user"))];
			const open = await openDesk(desk, old);
			if (typeof open === "number") throw new Error("refused");
			world.pass(5_000);
			await desk.dismiss(world.address, agent);
			expect((await open.closed).code).toBe(4410);
			expect(await openDesk(desk, old)).toBe(410);
			expect(await desk.answer(old)).toEqual({ ok: false, code: "replaced" });
			expect(await openDesk(desk, other)).not.toBe(410);
			world.pass(5_000);
			expect(await openDesk(desk, world.grant(agent))).not.toBe(410);
		}));

	it("is known to a conversation that they open by an older ticket, and not by a newer one", async () =>
		inDesk(async (desk, world) => {
			const old = world.grant(agent);
			expect(await desk.noteViewer(agent, newId("conversation"), old.issuedAtS)).toBe(false);
			world.pass(5_000);
			await desk.dismiss(world.address, agent);
			expect(await desk.noteViewer(agent, newId("conversation"), old.issuedAtS)).toBe(true);
			world.pass(5_000);
			expect(await desk.noteViewer(agent, newId("conversation"), world.grant(agent).issuedAtS)).toBe(false);
		}));

	it("leaves every conversation that they opened, a few hundred a turn, also after one refuses", async () =>
		inDesk(async (desk, world, storage) => {
			const { issuedAtS } = world.grant(agent);
			const opened = Array.from({ length: 450 }, () => newId("conversation"));
			for (const conversation of opened) await desk.noteViewer(agent, conversation, issuedAtS);
			const kept = newId("conversation");
			await desk.noteViewer(newId("user"), kept, issuedAtS);
			const faults = expectFaults();
			world.away = true;
			await desk.dismiss(world.address, agent);
			expect(faults.events()).toEqual(["viewers_not_dismissed"]);
			world.away = false;
			await desk.alarm();
			expect(world.dismissedFrom).toHaveLength(200);
			expect(await storage.getAlarm()).not.toBeNull();
			await desk.alarm();
			await desk.alarm();
			expect(world.dismissedFrom.toSorted()).toEqual(opened.toSorted());
			expect(rows(storage, "viewers")).toMatchObject([{ conversation: kept }]);
		}));

	it("is forgotten with the last ticket they can hold, as is what others have opened", async () =>
		inDesk(async (desk, world, storage) => {
			await desk.noteViewer(newId("user"), newId("conversation"), world.grant(agent).issuedAtS);
			await desk.dismiss(world.address, agent);
			world.pass((TICKET_LASTS_S - 60) * 1000);
			await desk.alarm();
			expect([rows(storage, "viewers").length, rows(storage, "dismissed").length]).toEqual([1, 1]);
			world.pass(120_000);
			await desk.alarm();
			expect([rows(storage, "viewers").length, rows(storage, "dismissed").length]).toEqual([0, 0]);
		}));
});
