import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { found, type Home } from "../support/server/home.ts";

let home: Home;

beforeAll(async () => {
	home = await found("Oak");
});

const made = z.looseObject({ name: z.string() });
const rule = { enabled: true, kinds: ["order.created"], actions: [{ type: "alert", severity: "info" }] };

it.each<[path: string, body: () => object, kept: object]>([
	[
		"/v1/inboxes",
		() => ({
			name: "\u0000 Second ",
			teamId: home.teamId,
			origins: [],
			colour: "#000000",
			greetings: { "e\u0000n": "Hel\u0000lo" },
			identityRequired: false,
		}),
		{ name: "Second", greetings: { en: "Hello" } },
	],
	[
		"/v1/rules",
		() => ({ ...rule, name: "A\u0000 rule", any: [{ fact: "tag", is: "v\u0000ip" }] }),
		{ name: "A rule", any: [{ fact: "tag", is: "vip" }] },
	],
	[
		"/v1/connections",
		() => ({
			connector: "erpnext",
			name: "E\u0000RP",
			settings: { url: "https://oak.erp.example", apiKey: "key\u0000-of-oak", apiSecret: "secret\u0000-of-oak" },
		}),
		{ name: "ERP" },
	],
	// Last: from here on the owner is in the new one.
	["/v1/workspaces", () => ({ name: "O\u0000ak\ud800" }), { name: "Oak\ufffd" }],
])("what Postgres cannot hold is dropped from what %s keeps", async (path, body, kept) => {
	expect(await home.owner.post(path, body(), made)).toMatchObject(kept);
});

it("a name of which nothing can be seen is none", async () => {
	for (const name of ["", "  ", "\u0000", "\u200b"])
		expect((await home.owner.ask("POST", "/v1/rules", { body: { ...rule, name, any: [] } })).status).toBe(422);
});

it.each(["/v1/search?q=a%00b", "/v1/search?q=%00", "/v1/search?q=%ff", "/v1/conversations?cursor=%00"])(
	"%s is answered or refused, and breaks nothing",
	async (path) => {
		expect((await home.owner.ask("GET", path)).status).toBeOneOf([200, 422]);
	},
);
