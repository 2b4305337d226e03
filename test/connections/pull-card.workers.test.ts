// A pull card through the whole gateway: asked over the safe fetch, kept for as long as the endpoint says.
import { beforeAll, describe, expect, it } from "vitest";
import cards from "../../src/connectors/pull-card/fixtures/cards.json";
import { madeConnection } from "../../src/protocol/connections.ts";
import { profileLine } from "../../src/protocol/http.ts";
import { found, type Home } from "../support/server/home.ts";
import { answerOutside } from "../support/server/outside.ts";
import { identityOf } from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";

const SECRET = `whsec_${"c2VjcmV0".repeat(6)}`;
let home: Home;
let conversation: string;

beforeAll(async () => {
	home = await found("Oak");
	const identity = await identityOf(home, { sub: "1042", email: "lena@example.com" });
	conversation = (await talk(home, home.owner, identity)).id;
	const settings = { url: "https://api.oak.example/heddle/card", secret: SECRET };
	await home.owner.post("/v1/connections", { connector: "pull-card", name: "Loyalty", settings }, madeConnection);
});

function openEndpoint(ttlSeconds: number | undefined) {
	return answerOutside(({ url }) =>
		url.hostname === "api.oak.example" ? Response.json({ ...cards.body, ttlSeconds }) : undefined,
	);
}

async function states(query = ""): Promise<string[]> {
	const answer = await home.owner.ask("GET", `/v1/conversations/${conversation}/profile${query}`);
	const lines = (await answer.text()).trim().split("\n");
	return lines.flatMap((line) => {
		const told = profileLine.parse(JSON.parse(line));
		return told.type === "card" ? [told.card.state] : [];
	});
}

describe("a pull card", () => {
	it("is asked by what the shop has signed, in a signed body", async () => {
		const asked = openEndpoint(undefined);
		expect(await states("?refresh=1")).toContain("fresh");
		expect(asked[0]).toMatchObject({
			method: "POST",
			body: JSON.stringify({ customer: { externalId: "1042", email: "lena@example.com" } }),
		});
		expect(asked[0]?.headers.get("webhook-signature")).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
	});

	it("holds for as long as the endpoint says, and where it says nothing, as any card", async () => {
		const long = openEndpoint(undefined);
		await states("?refresh=1");
		expect(await states()).toEqual(["fresh"]);
		expect(long).toHaveLength(1);
		const over = openEndpoint(0);
		await states("?refresh=1");
		expect(await states()).toEqual(["stale", "fresh"]);
		expect(over).toHaveLength(2);
	});
});
