import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { alerts } from "../../src/db/schema/event.ts";
import { type TeamId, teamId } from "../../src/protocol/ids.ts";
import { apply, SOON, stored } from "../support/server/applied.ts";
import { deskSocket } from "../support/server/frame-socket.ts";
import { found, type Home, invite } from "../support/server/home.ts";
import type { Person } from "../support/server/person.ts";
import {
	connectShop,
	identityOf,
	type MadeConnection,
	makeRule,
	openShop,
	order,
	sendShopify,
} from "../support/server/shop.ts";
import { talk } from "../support/server/talk.ts";

let home: Home;
let bob: Person;
let shop: MadeConnection;
let elsewhere: TeamId;

beforeAll(async () => {
	home = await found("Oak");
	bob = await invite(home, "Bob", "agent");
	shop = await connectShop(home);
	await makeRule(home, { actions: [{ type: "alert", severity: "urgent", climbsAfterS: 600 }] });
	const made = await home.owner.auth("organization/create-team", { name: "Weavers", organizationId: home.workspaceId });
	elsewhere = z.object({ id: teamId }).parse(made).id;
});

beforeEach(() => {
	openShop();
});

describe("an alert whose conversation is given to another team", () => {
	it("is gone from the one desk and rings on the other, where its next events and who acknowledged it find it", async () => {
		const identity = await identityOf(home, { sub: "51", email: "rich@example.com", name: "Rich" });
		const { session, command } = await talk(home, bob, identity);
		await stored(home, session.conversationId);
		const [here, there] = [await deskSocket(bob, home.teamId), await deskSocket(home.owner, elsewhere)];
		const send = (change: object = {}) =>
			apply(() =>
				sendShopify(
					shop,
					"orders/create",
					order({ id: 51, name: "#51", current_total_price: "1500.00", email: "rich@example.com", ...change }),
				),
			);
		await send();
		const { alert } = await here.next("alert");
		expect(alert).toMatchObject({ conversationId: session.conversationId, climbsAfterS: 600 });

		await command({ type: "assign", teamId: elsewhere, assignee: null });
		expect(await here.next("alert_gone")).toMatchObject({ alertId: alert.id, teamId: elsewhere });
		const moved = await there.next("alert");
		expect(moved.alert).toMatchObject({ id: alert.id, teamId: elsewhere, moves: 1, acknowledged: null });

		const row = async () =>
			(await home.db.query((query) => query.select().from(alerts).where(eq(alerts.id, alert.id))))[0]?.alert;
		await expect.poll(row, SOON).toMatchObject({ teamId: elsewhere, moves: 1 });
		await send({ updated_at: "2026-11-23T09:00:00Z" });
		expect((await (await deskSocket(bob, home.teamId)).next("welcome")).alerts).toEqual([]);
		expect((await (await deskSocket(home.owner, elsewhere)).next("welcome")).alerts.map(({ id }) => id)).toEqual([
			alert.id,
		]);

		there.send({ type: "acknowledge", clientId: "acknowledge-1", alertId: alert.id });
		await there.next("ack");
		await expect.poll(row, SOON).toMatchObject({ teamId: elsewhere, acknowledged: { by: {} } });
		await send({ updated_at: "2026-11-23T10:00:00Z" });
		for (const [person, team] of [
			[bob, home.teamId],
			[home.owner, elsewhere],
		] as const)
			expect((await (await deskSocket(person, team)).next("welcome")).alerts).toEqual([]);
		expect(there.all("alert").filter((frame) => frame.alert.acknowledged === null)).toHaveLength(1);
	});
});
