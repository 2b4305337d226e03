import { describe, expect, it } from "vitest";
import { LookUps } from "../../src/connections/look-up.ts";
import { NOTHING_KEPT } from "../../src/connections/restraint.ts";
import { newId } from "../../src/platform/ids.ts";
import { connectionId, workspaceId } from "../../src/protocol/ids.ts";

const door = {
	id: connectionId.parse(newId("connection")),
	workspaceId: workspaceId.parse(newId("workspace")),
	connector: "shopify",
	name: "Orders",
	required: false,
	settings: {},
	secrets: {},
	hookSecrets: [],
};

describe("a look-up's end", () => {
	it("holds also while the connection's settings are being opened, and leaves no probe behind", async () => {
		const counted: unknown[] = [];
		const lookUps = new LookUps(
			{ called: async (_, error) => void counted.push(error), drifted: () => {} },
			{
				now: () => Date.now(),
				open: () => new Promise(() => {}),
				restraint: NOTHING_KEPT,
				fault: (error) => counted.push(error),
			},
		);
		const patience = new AbortController();
		const outcome = lookUps.ask(door, { email: "lena@example.com" }, patience.signal);
		patience.abort();
		expect(await outcome).toMatchObject({ ok: false, why: "cancelled" });
		expect([counted, lookUps.state.breaker]).toEqual([[], "closed"]);
	});
});
