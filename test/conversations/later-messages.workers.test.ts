import { beforeAll, describe, expect, it } from "vitest";
import type { RuleTurn } from "../../src/conversations/rule-turns.ts";
import { newId } from "../../src/platform/ids.ts";
import type { AgentClaims } from "../../src/workspaces/tokens.ts";
import { claimsIn } from "../support/server/claims.ts";
import { entriesIn } from "../support/server/history.ts";
import { found, type Home } from "../support/server/home.ts";
import { stageIn } from "../support/server/stage.ts";

let home: Home;
let agent: AgentClaims;

beforeAll(async () => {
	home = await found("Fir");
	agent = await claimsIn(await home.owner.ticket(), "agent");
});

describe("a rule's message that waits for the end of quiet hours", () => {
	// The platform moves alarms of the past to now, so this is a day that has not been.
	const LATE = Date.parse("2090-01-10T22:30:00Z");
	const DUE = Date.parse("2090-01-11T07:00:00Z");
	const turn: RuleTurn = {
		ruleId: newId("rule"),
		ruleName: "Late parcel",
		clientId: "req_of_this_rule",
		deeds: [
			{
				type: "message",
				texts: { en: "It is late." },
				quiet: { from: "21:00", to: "08:00", timeZone: "Europe/Berlin" },
			},
		],
	};

	it("is sent once by the object's alarm, through sleep, other alarms and the rule's event coming again", () =>
		stageIn(home, agent, async (set) => {
			const { world, say, pass, alarmIn, wake } = set;
			world.ms = LATE;
			await say("Where is it?");
			for (let i = 0; i < 10; i += 1) await set.object.applyRules([turn]);
			await set.object.confirm(1, 2);
			expect(await alarmIn()).toBe(DUE - LATE);
			set.object = wake();
			await say("Hello?");
			expect(await alarmIn()).toBe(5_000);
			await pass(5_000);
			await set.object.confirm(3, 3);
			expect(await alarmIn()).toBe(DUE - world.ms);
			await pass(DUE - world.ms - 1);
			expect(entriesIn(world.batches.at(-1) ?? { entries: "[]" }).map(({ content }) => content.kind)).toEqual([
				"message",
			]);
			await pass(1);
			const [sent] = entriesIn(world.batches.at(-1) ?? { entries: "[]" });
			expect(sent).toMatchObject({
				seq: 4,
				publicSeq: 3,
				author: { kind: "system", id: turn.ruleId, name: "Late parcel" },
				content: { kind: "message", text: "It is late." },
			});
			await set.object.applyRules([turn]);
			await set.object.confirm(4, 4);
			expect(await alarmIn()).toBeNull();
			// A rule's word is no answer: the customer still waits for one.
			expect(world.rows.at(-1)).toMatchObject({ revision: 4, preview: { by: "system" } });
			expect(world.rows.at(-1)?.waitingSince).not.toBeNull();
		}));
});
