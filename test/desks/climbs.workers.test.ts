import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { DeskObject } from "../../src/desks/desk.ts";
import { deskStub } from "../../src/desks/stub.ts";
import { newId } from "../../src/platform/ids.ts";
import { SOON } from "../support/server/applied.ts";
import { DeskWorld, inDesk, openDesk, welcomeOf } from "../support/server/desk-world.ts";
import { expectFaults } from "../support/server/faults.ts";

const MINUTE = 60_000;
const [ADA, LEA] = [newId("user"), newId("user")];

/** An object of the same storage that has just woken: all that the last one had in memory is gone. */
async function woken<T>(
	world: DeskWorld,
	work: (desk: DeskObject, storage: DurableObjectStorage) => Promise<T>,
): Promise<T> {
	return runInDurableObject(deskStub(env, world.address), (_, state) =>
		work(new DeskObject(state, env, world), state.storage),
	);
}

describe("an alert that nobody acknowledges", () => {
	it("climbs to the leads and then to everybody, each told once, on the object's own alarm and through its sleep", async () => {
		const world = new DeskWorld();
		world.leads = [LEA];
		const alert = world.alert(world.now(), { assigneeId: ADA, climbsAfterS: 60 });
		await woken(world, async (desk, storage) => {
			await desk.raise(world.address, alert);
			expect(await storage.getAlarm()).toBe(Date.parse(alert.raisedAt) + MINUTE);
		});
		world.pass(MINUTE);
		const steps = async () =>
			woken(world, async (desk) => {
				const socket = await openDesk(desk, world.grant(newId("user")));
				if (typeof socket === "number") throw new Error("refused");
				await desk.alarm();
				await desk.alarm();
				const { alerts } = await welcomeOf(desk, world.grant(newId("user")));
				// Whatever it was told before has come when the answer to this has.
				socket.send({ type: "acknowledge", clientId: "caught-up-1", alertId: newId("alert") });
				await socket.next("error");
				const told = socket.all("alert").map((frame) => frame.alert.climbs?.at(-1)?.to);
				socket.close();
				return [told, alerts[0]?.climbs?.map(({ to, leads }) => [to, leads])];
			});
		expect(await steps()).toEqual([["leads"], [["leads", [LEA]]]]);
		expect(await steps()).toEqual([[], [["leads", [LEA]]]]);
		world.pass(MINUTE);
		expect(await steps()).toEqual([
			["desk"],
			[
				["leads", [LEA]],
				["desk", []],
			],
		]);
		world.pass(60 * MINUTE);
		expect((await steps())[0]).toEqual([]);
	});

	it("arms the alarm for its next step after each turn, and another's work does not put it off", async () => {
		const world = new DeskWorld();
		world.leads = [LEA];
		const alert = world.alert(world.now(), { climbsAfterS: 30 });
		await woken(world, async (desk) => {
			await desk.raise(world.address, alert);
		});
		// Just woken, it knows of no alarm; what it arms for an agent who comes is no later than the climb.
		await woken(world, async (desk, storage) => {
			await desk.answer(world.grant(ADA), { type: "availability", away: true });
			expect(Number(await storage.getAlarm())).toBeLessThanOrEqual(Date.parse(alert.raisedAt) + 30_000);
			await desk.alarm();
			expect(await storage.getAlarm()).toBe(Date.parse(alert.raisedAt) + 30_000);
		});
		world.pass(30_000);
		await woken(world, async (desk, storage) => {
			await desk.alarm();
			const { alerts } = await welcomeOf(desk, world.grant(ADA));
			expect(await storage.getAlarm()).toBe(Date.parse(alerts[0]?.since ?? "") + 30_000);
		});
	});

	it("stays where it is while Postgres is away, for as long again; then everybody hears it", async () =>
		inDesk(async (desk, world, storage) => {
			await desk.raise(world.address, world.alert(world.now(), { assigneeId: ADA, climbsAfterS: 60 }));
			world.away = true;
			const faults = expectFaults();
			const climbs = async () => (await welcomeOf(desk, world.grant(ADA))).alerts[0]?.climbs?.map(({ to }) => to);
			world.pass(MINUTE);
			await desk.alarm();
			expect([await climbs(), faults.events()]).toEqual([undefined, ["alerts_not_climbed"]]);
			// It is due, and yet does not keep the object awake.
			expect(Number(await storage.getAlarm()) - world.now()).toBeGreaterThan(20_000);
			world.pass(MINUTE);
			await desk.alarm();
			expect(await climbs()).toEqual(["desk"]);
		}));

	it("that somebody acknowledges climbs no more, and one in a row that cannot be read does not wake the desk for ever", async () =>
		inDesk(async (desk, world, storage) => {
			const [first, second] = [0, 1].map((i) => world.alert(world.now() + i, { climbsAfterS: 60 }));
			if (!first || !second) throw new Error("no alerts");
			for (const one of [first, second]) await desk.raise(world.address, one);
			const clientId = crypto.randomUUID();
			await desk.answer(world.grant(ADA), { type: "acknowledge", clientId, alertId: first.id });
			storage.sql.exec("UPDATE alerts SET json = '{}' WHERE id = ?", second.id);
			world.pass(MINUTE);
			await desk.alarm();
			expect(storage.sql.exec("SELECT climb_at FROM alerts").toArray()).toEqual([
				{ climb_at: null },
				{ climb_at: null },
			]);
		}));

	it("keeps its alarm through a real eviction", async () => {
		const world = new DeskWorld();
		const stub = deskStub(env, world.address);
		await stub.raise(world.address, world.alert(world.now() - MINUTE, { climbsAfterS: 30 }));
		await evictDurableObject(stub);
		// The platform may have been first.
		await runDurableObjectAlarm(stub);
		const climbs = async () => {
			const { alerts } = await runInDurableObject(stub, (desk: DeskObject) => welcomeOf(desk, world.grant(ADA)));
			return alerts[0]?.climbs?.map(({ to }) => to);
		};
		// A workspace of which Postgres knows nothing has no leads.
		await expect.poll(climbs, SOON).toEqual(["desk"]);
	});
});
