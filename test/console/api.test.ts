import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { ask } from "../../src/console/http/api.ts";
import { Refused } from "../../src/console/http/request.ts";
import { forgetTicket } from "../../src/console/http/tickets.ts";
import { giveTabStorage } from "./session-storage.ts";

const LATER = new Date(Date.now() + 3_600_000).toISOString();
const shape = z.object({ n: z.number() });

beforeEach(() => {
	giveTabStorage({ "heddle.workspace": "wsp_of_this_tab" });
});

afterEach(forgetTicket);

function refusal(code: string, status: number): Response {
	const problem = { type: "about:blank", title: "No.", status, code, requestId: "req_1", retry: false };
	return Response.json(problem, { status });
}

/** A server that gives "ticket 1", "ticket 2"… and answers the rest by the ticket shown. */
function server(answer: (ticket: string) => Response) {
	let given = 0;
	const shown: string[] = [];
	vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
		if (path.startsWith("/v1/tickets")) {
			given += 1;
			return Response.json({ ticket: `${path.split("=")[1]} ${given}`, expiresAt: LATER });
		}
		const header = new Headers(init.headers).get("authorization") ?? "none";
		shown.push(header);
		return answer(header);
	});
	return shown;
}

test("a request shows the ticket of the tab's workspace, and those that follow the same one", async () => {
	const shown = server(() => Response.json({ n: 1 }));
	expect(await Promise.all([ask(shape, "/rules"), ask(shape, "/connections")])).toEqual([{ n: 1 }, { n: 1 }]);
	await ask(shape, "/rules");
	expect(shown).toEqual(Array(3).fill("Bearer wsp_of_this_tab 1"));
});

test.each([
	["replaced", 410],
	["token_expired", 401],
	["unauthenticated", 401],
])("a ticket that is refused as %s is replaced once", async (code, status) => {
	const shown = server((ticket) => (ticket.endsWith("1") ? refusal(code, status) : Response.json({ n: 2 })));
	expect(await ask(shape, "/rules")).toEqual({ n: 2 });
	expect(shown).toEqual(["Bearer wsp_of_this_tab 1", "Bearer wsp_of_this_tab 2"]);
});

test("what another ticket would not mend is told at once, and a second refusal ends it", async () => {
	const shown = server(() => refusal("forbidden", 403));
	await expect(ask(shape, "/rules")).rejects.toBeInstanceOf(Refused);
	expect(shown).toHaveLength(1);
	const again = server(() => refusal("replaced", 410));
	await expect(ask(shape, "/rules")).rejects.toMatchObject({ problem: { code: "replaced" } });
	expect(again).toHaveLength(2);
});
