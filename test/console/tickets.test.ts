import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refused } from "../../src/client/link.ts";
import { queries } from "../../src/console/http/queries.ts";
import { forgetTicket, ticketSource } from "../../src/console/http/tickets.ts";
import { giveTabStorage } from "./session-storage.ts";

const LATER = new Date(Date.now() + 3_600_000).toISOString();

beforeEach(() => {
	giveTabStorage();
});

afterEach(() => {
	vi.useRealTimers();
	forgetTicket();
	queries.clear();
});

function giving(expiresAt: string | (() => string) = LATER) {
	let given = 0;
	const asked = vi.fn<typeof fetch>(async () => {
		given += 1;
		const end = typeof expiresAt === "string" ? expiresAt : expiresAt();
		return Response.json({ ticket: `ticket ${given}`, expiresAt: end });
	});
	vi.stubGlobal("fetch", asked);
	return asked;
}

test("links that open in the same moment share one ticket", async () => {
	const asked = giving();
	const links = [ticketSource(), ticketSource(), ticketSource()];
	expect(await Promise.all(links.map((token) => token()))).toEqual(["ticket 1", "ticket 1", "ticket 1"]);
	expect(asked).toHaveBeenCalledTimes(1);
});

test("a ticket is for the workspace that the tab shows, whichever another tab has gone to", async () => {
	const asked = giving();
	giveTabStorage({ "heddle.workspace": "wsp_of_this_tab" });
	await ticketSource()();
	expect(asked.mock.calls).toEqual([["/v1/tickets?workspace=wsp_of_this_tab", expect.anything()]]);
});

test("a link whose ticket was refused gets another; those that follow share it", async () => {
	const asked = giving();
	const [one, other] = [ticketSource(), ticketSource()];
	await Promise.all([one(), other()]);
	expect(await one()).toBe("ticket 2");
	expect(await other()).toBe("ticket 2");
	expect(asked).toHaveBeenCalledTimes(2);
});

test("a ticket near its end is not handed out again", async () => {
	const asked = giving(new Date(Date.now() + 30_000).toISOString());
	await ticketSource()();
	await ticketSource()();
	expect(asked).toHaveBeenCalledTimes(2);
});

test("a failed renewal is tried again by the next who asks", async () => {
	const asked = giving();
	asked.mockRejectedValueOnce(new TypeError("fetch failed"));
	const token = ticketSource();
	await expect(token()).rejects.toThrow("cannot be reached");
	expect(await token()).toBe("ticket 1");
});

test("half an hour without the database that makes tickets keeps no link out, whenever it begins", async () => {
	const minutes = (count: number) => vi.advanceTimersByTimeAsync(count * 60_000);
	for (const usedBefore of [1, 24, 26, 49, 59]) {
		vi.useFakeTimers();
		const asked = giving(() => new Date(Date.now() + 3_600_000).toISOString());
		const token = ticketSource();
		const first = await token();
		await minutes(usedBefore);
		asked.mockRejectedValue(new TypeError("fetch failed"));
		await minutes(30);
		// The server closes the link's socket at the end of its ticket, at the latest now.
		if (usedBefore + 30 >= 60) expect(await token()).not.toBe(first);
		else expect(await ticketSource()()).toMatch(/^ticket/);
		forgetTicket();
		vi.useRealTimers();
	}
});

test("a ticket that comes after it was forgotten is nobody's", async () => {
	const answers: ((answer: Response) => void)[] = [];
	vi.stubGlobal("fetch", () => new Promise<Response>((resolve) => answers.push(resolve)));
	const old = ticketSource()();
	forgetTicket();
	const own = ticketSource()();
	answers[0]?.(Response.json({ ticket: "of the other workspace", expiresAt: LATER }));
	answers[1]?.(Response.json({ ticket: "mine", expiresAt: LATER }));
	expect(await Promise.all([old, own])).toEqual(["of the other workspace", "mine"]);
	expect(await ticketSource()()).toBe("mine");
});

test("where nobody is signed in, the link ends and the console shows the sign-in", async () => {
	const problem = {
		type: "about:blank",
		title: "You are not signed in.",
		status: 401,
		code: "unauthenticated",
		requestId: "req_1",
		retry: false,
	};
	vi.stubGlobal("fetch", async () => Response.json(problem, { status: 401 }));
	await expect(ticketSource()()).rejects.toMatchObject({ code: "unauthenticated" });
	await expect(ticketSource()()).rejects.toBeInstanceOf(Refused);
	expect(queries.getQueryData(["me"])).toBeNull();
});
