// Signals: typing, read marks and presence cost no row for each of them.
import { evictDurableObject } from "cloudflare:test";
import { beforeAll, expect, it } from "vitest";
import { agentSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { grow, rowsWritten } from "../support/server/long-log.ts";
import type { Person } from "../support/server/person.ts";
import { caughtUp, talk } from "../support/server/talk.ts";
import { write } from "../support/server/visitor.ts";

let home: Home;
let bob: Person;

beforeAll(async () => {
	home = await found("Rowan");
	bob = await invite(home, "Bob", "agent");
});

/** A conversation of 21 entries that Postgres has, awake, with both on their sockets. */
async function quiet() {
	const { id, stub, visitor, agent, session } = await talk(home, bob);
	const author = { kind: "visitor", id: session.visitorId } as const;
	await grow(stub, 21, (seq) => ({
		author,
		clientId: `line-${seq}-id`,
		content: { kind: "message", text: `line ${seq}` },
	}));
	await evictDurableObject(stub, { webSockets: "hibernate" });
	await Promise.all([caughtUp(visitor), caughtUp(agent)]);
	await rowsWritten(stub);
	return { id, stub, visitor, agent };
}

it("typing, coming and going write nothing at all", async () => {
	const { id, stub, visitor, agent } = await quiet();
	for (let i = 0; i < 20; i += 1) {
		visitor.send({ type: "typing", on: i % 2 === 0 });
		agent.send({ type: "typing", on: i % 2 === 0 });
	}
	for (let i = 0; i < 5; i += 1) {
		const passing = await agentSocket(bob, id);
		await passing.next("welcome");
		passing.close();
		await passing.closed;
	}
	await Promise.all([caughtUp(visitor), caughtUp(agent)]);
	expect(agent.all("typing").length).toBe(20);
	expect(await rowsWritten(stub)).toBe(0);
});

it("read marks write the one alarm that will keep them, however many there are", async () => {
	const { stub, visitor, agent } = await quiet();
	for (let seq = 1; seq <= 20; seq += 1) {
		visitor.send({ type: "read", seq });
		agent.send({ type: "read", seq });
	}
	await Promise.all([caughtUp(visitor), caughtUp(agent)]);
	expect([visitor.all("read").length, agent.all("read").length]).toEqual([20, 20]);
	expect(await rowsWritten(stub)).toBe(1);
});

it("a message does write: the count counts", async () => {
	const { stub, visitor } = await quiet();
	await write(visitor, "Hello again", 21);
	expect(await rowsWritten(stub)).toBeGreaterThan(0);
});
