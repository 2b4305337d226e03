import { describe, expect, it } from "vitest";
import { DESK_GRANT_HEADER } from "../../src/desks/desk.ts";
import { newId } from "../../src/platform/ids.ts";
import { inDesk, openDesk, welcomeOf } from "../support/server/desk-world.ts";
import { expectFaults } from "../support/server/faults.ts";

const MINUTE = 60_000;
const names = ({ agents }: { agents: { name: string }[] }) => agents.map(({ name }) => name);

describe("somebody is there", () => {
	it("is renewed while it is so, before KV forgets it after half an hour, and not more often", async () =>
		inDesk(async (desk, world) => {
			const socket = await openDesk(desk, world.grant(newId("user")));
			if (typeof socket === "number") throw new Error("refused");
			await desk.alarm();
			await desk.alarm();
			expect(world.published).toEqual([true]);
			for (let minutes = 10; minutes <= 30; minutes += 10) {
				world.pass(10 * MINUTE);
				await openDesk(desk, world.grant(newId("user"), "Next"));
				await desk.alarm();
			}
			expect(world.published).toEqual([true, true, true, true]);
		}));

	it("is tried again where KV refuses, and does not keep the alarm from its other work", async () =>
		inDesk(async (desk, world, storage) => {
			await openDesk(desk, world.grant(newId("user")));
			world.away = true;
			const faults = expectFaults();
			await desk.alarm();
			expect(faults.events()).toEqual(["presence_not_published"]);
			expect(await storage.getAlarm()).not.toBeNull();
			world.away = false;
			await desk.alarm();
			expect(world.published).toEqual([true]);
		}));
});

describe("an agent", () => {
	it("whose browser is silent for more than three heartbeats is not there, and their socket is closed", async () =>
		inDesk(async (desk, world) => {
			const [silent, reader] = [world.grant(newId("user"), "Silent"), world.grant(newId("user"), "Reader")];
			const socket = await openDesk(desk, silent);
			if (typeof socket === "number") throw new Error("refused");
			await socket.next("welcome");
			world.pass(70_000);
			expect(names(await welcomeOf(desk, reader))).toEqual(["Silent"]);
			world.pass(10_000);
			expect(names(await welcomeOf(desk, reader))).toEqual([]);
			await desk.alarm();
			expect((await socket.closed).code).toBe(1001);
			expect(world.published).toEqual([]);
		}));

	it("whose browser sends its heartbeat stays, however long ago it came", async () =>
		inDesk(async (desk, world) => {
			const grant = world.grant(newId("user"));
			world.pass(-70_000);
			const headers = { [DESK_GRANT_HEADER]: JSON.stringify(grant) };
			const { webSocket } = await desk.fetch(new Request("http://desk", { headers }));
			if (!webSocket) throw new Error("refused");
			const answered = new Promise<void>((resolve) => {
				webSocket.addEventListener("message", ({ data }) => data === "pong" && resolve());
			});
			webSocket.accept();
			webSocket.send("ping");
			await answered;
			world.pass(80_000);
			expect(names(await welcomeOf(desk, grant))).toEqual(["Bob"]);
			await desk.alarm();
			expect([webSocket.readyState, world.published]).toEqual([WebSocket.OPEN, [true]]);
		}));

	it("whose ticket has run out is not there either", async () =>
		inDesk(async (desk, world) => {
			const grant = world.grant(newId("user"));
			const socket = await openDesk(desk, { ...grant, expiresAtMs: world.now() + 5_000 });
			if (typeof socket === "number") throw new Error("refused");
			expect(names(await welcomeOf(desk, grant))).toEqual(["Bob"]);
			world.pass(6_000);
			expect(names(await welcomeOf(desk, grant))).toEqual([]);
			await desk.alarm();
			expect((await socket.closed).code).toBe(4401);
		}));
});
