import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { MOST_TEAMS } from "../../src/workspaces/tokens.ts";
import { stored } from "../support/server/applied.ts";
import { call, refusalOf } from "../support/server/call.ts";
import { claimsIn } from "../support/server/claims.ts";
import { expectFaults } from "../support/server/faults.ts";
import { agentSocket, deskSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import { Person } from "../support/server/person.ts";
import { talk } from "../support/server/talk.ts";

let home: Home;
let bob: Person;

beforeAll(async () => {
	home = await found("Oak");
	bob = await invite(home, "Bob", "agent");
});

const team = z.object({ id: z.string(), name: z.string() });
const organization = async (path: string, body: object) => {
	const answer = await home.owner.ask("POST", `/v1/auth/organization/${path}`, { body });
	return { status: answer.status, text: await answer.text() };
};
const newTeam = async (name: string) => team.parse(await home.owner.auth("organization/create-team", { name }));

describe("a person's name", () => {
	it.each([
		["with what Postgres cannot hold", "B\u0000ob", "Bob"],
		["that is longer than any list shows", "x".repeat(500), "x".repeat(120)],
		["in blanks", "  Bob  ", "Bob"],
	])("%s is cleaned, and the ticket carries it", async (_, wish, name) => {
		await bob.auth("update-user", { name: wish });
		expect((await bob.me()).user.name).toBe(name);
		expect((await claimsIn(await bob.ticket(), "agent")).name).toBe(name);
		(await deskSocket(bob, home.teamId)).close();
	});

	it("of which nothing is left is refused, and at sign-up becomes that of the e-mail", async () => {
		const empty = await bob.ask("POST", "/v1/auth/update-user", { body: { name: " \u0000 " } });
		expect([empty.status, await empty.text()]).toEqual([400, expect.stringContaining("name that can be seen")]);
		const nameless = await new Person("\u0000", `nobody-${crypto.randomUUID()}@people.example`).signUp();
		expect((await nameless.me()).user.name).toMatch(/^nobody-/);
	});
});

describe("a team", () => {
	it("is named with 1 to 80 characters, when it is made and when it is changed", async () => {
		const { id, name } = await newTeam("  Returns ");
		expect(name).toBe("Returns");
		for (const wish of ["", " \u0000", "x".repeat(81)]) {
			expect((await organization("create-team", { name: wish })).status).toBe(400);
			expect((await organization("update-team", { teamId: id, data: { name: wish } })).status).toBe(400);
			expect((await organization("update", { data: { name: wish } })).status).toBe(400);
		}
		expect((await organization("update-team", { teamId: id, data: { name: "x".repeat(80) } })).status).toBe(200);
	});

	it("stays while the workspace, an inbox or an open conversation needs it, and goes when nothing does", async () => {
		const spare = await newTeam("Spare");
		const remove = (teamId: string) => organization("remove-team", { teamId });
		expect(await remove(home.teamId)).toMatchObject({ status: 409, text: expect.stringContaining("default team") });

		const inbox = `/v1/inboxes/${home.inboxId}`;
		await home.owner.ask("PATCH", inbox, { body: { teamId: spare.id } });
		expect(await remove(spare.id)).toMatchObject({ status: 409, text: expect.stringContaining("inbox") });
		const { id, command } = await talk(home, home.owner);
		await home.owner.ask("PATCH", inbox, { body: { teamId: home.teamId } });
		await stored(home, id);
		expect(await remove(spare.id)).toMatchObject({ status: 409, text: expect.stringContaining("open conversations") });

		await command({ type: "status", status: "resolved" });
		await expect.poll(async () => (await remove(spare.id)).status, { timeout: 15_000 }).toBe(200);
		expect((await home.owner.me()).teams.map((each) => each.id)).not.toContain(spare.id);
	});

	it("is an id in a ticket and no more, so that as many as there may be fit a socket's attachment", async () => {
		const { teams } = await claimsIn(await home.owner.ticket(), "agent");
		expect(teams).toContain(home.teamId);
		expect(teams.every((each) => typeof each === "string")).toBe(true);
		expect(JSON.stringify(Array(MOST_TEAMS).fill(home.teamId)).length).toBeLessThan(16_384 / 2);
	});
});

describe("removing somebody", () => {
	const bearer = (ticket: string) => ({ headers: { authorization: `Bearer ${ticket}` } });
	const remove = (person: Person) => organization("remove-member", { memberIdOrEmail: person.email });

	it("changes nothing where their tickets cannot be revoked, and can be asked again", async () => {
		const eve = await invite(home, "Eve", "agent");
		const ticket = await eve.ticket();
		const faults = expectFaults();
		const put = vi.spyOn(env.DOORS, "put").mockRejectedValue(new Error("KV is away"));
		expect((await remove(eve)).status).toBe(500);
		put.mockRestore();
		expect((await call("/v1/rules", bearer(ticket))).status).toBe(200);
		expect(faults.events()).toEqual(["request_failed"]);
		expect((await remove(eve)).status).toBe(200);
		expect(await refusalOf(await call("/v1/rules", bearer(ticket)))).toBe("410 replaced");
	});

	it("stands where a desk is away for a moment; its sockets close when it is back", async () => {
		const eve = await invite(home, "Eve", "agent");
		const ticket = await eve.ticket();
		const conversation = await talk(home, bob);
		const [desk, socket] = [await deskSocket(eve, home.teamId), await agentSocket(eve, conversation.id)];
		await Promise.all([desk.next("welcome"), socket.next("welcome")]);
		const away = vi.spyOn(env.DESK, "getByName").mockImplementationOnce(() => {
			throw new Error("the desk is away");
		});
		expect((await remove(eve)).status).toBe(200);
		expect(away).toHaveBeenCalled();
		expect(await refusalOf(await call("/v1/rules", bearer(ticket)))).toBe("410 replaced");
		expect([(await desk.closed).code, (await socket.closed).code]).toEqual([4410, 4410]);
	});
});
