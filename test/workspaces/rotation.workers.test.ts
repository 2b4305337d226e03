import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { workspaces } from "../../src/db/schema/workspace.ts";
import { configOf } from "../../src/platform/config.ts";
import { newSecret } from "../../src/platform/keys.ts";
import { systemClock } from "../../src/platform/world.ts";
import { newDataKey, safeOf, safeWith } from "../../src/workspaces/data-key.ts";
import { workspaceDoors } from "../../src/workspaces/doors.ts";
import { newEnvelope, renewEnvelope } from "../../src/workspaces/envelope.ts";
import { read, sign } from "../../src/workspaces/tokens.ts";
import { found, type Home } from "../support/server/home.ts";

const secret = newSecret();
/** Deployments before, while and after HEDDLE_SECRET is replaced. */
const before = { ...env };
const during = { ...env, HEDDLE_SECRET: secret, HEDDLE_SECRET_PREVIOUS: env.HEDDLE_SECRET };
const after = { ...env, HEDDLE_SECRET: secret };

let home: Home;
let other: Home;
beforeAll(async () => {
	[home, other] = [await found("Oak"), await found("Elm")];
});

async function envelopeOf({ db, workspaceId }: Home): Promise<string> {
	const [row] = await db.query((query) => query.select().from(workspaces).where(eq(workspaces.id, workspaceId)));
	return row?.dataKey ?? "";
}

describe("while the deployment's secret is replaced", () => {
	const claims = () => ({
		kind: "agent" as const,
		workspaceId: home.workspaceId,
		jurisdiction: "none" as const,
		userId: home.ownerId,
		name: "Ann",
		role: "owner" as const,
		teams: [home.teamId],
	});
	const code = async (of: typeof before, token: string) => {
		const answer = await read(configOf(of), token, systemClock);
		return answer.ok ? "good" : answer.code;
	};

	it("tokens of both are good, new ones are of the new, and the old are refused once it is gone", async () => {
		const old = (await sign(configOf(before), claims(), 60, systemClock)).token;
		const fresh = (await sign(configOf(during), claims(), 60, systemClock)).token;
		expect([await code(during, old), await code(during, fresh)]).toEqual(["good", "good"]);
		expect([await code(after, old), await code(after, fresh)]).toEqual(["unauthenticated", "good"]);
		expect(await code(before, fresh)).toBe("unauthenticated");
	});

	it("an old token that has expired says so, and a forged one is none", async () => {
		const past = { now: () => systemClock.now() - 3_600_000 };
		for (const of of [before, during]) {
			const { token } = await sign(configOf(of), claims(), 60, past);
			expect(await code(during, token)).toBe("token_expired");
		}
		const forger = { ...env, HEDDLE_SECRET: newSecret() };
		expect(await code(during, (await sign(configOf(forger), claims(), 60, systemClock)).token)).toBe("unauthenticated");
	});

	it("what was sealed before opens, and a new workspace's key is of the new secret", async () => {
		const sealed = await (await safeOf(before, home.workspaceId)).seal(["thing"], "of old");
		expect(await (await safeOf(during, home.workspaceId)).open(["thing"], sealed)).toBe("of old");
		const dataKey = await newDataKey(during, home.workspaceId);
		const fresh = { id: home.workspaceId, dataKey };
		const own = await (await safeWith(during, fresh)).seal(["thing"], "of new");
		expect(await (await safeWith(after, fresh)).open(["thing"], own)).toBe("of new");
		expect(await renewEnvelope(configOf(during), home.workspaceId, dataKey)).toBeNull();
	});

	it("a door in KV that still has the old envelope opens by Postgres's, once the old secret is gone", async () => {
		const founded = await found("Ash");
		const sealed = await (await safeOf(before, founded.workspaceId)).seal(["thing"], "kept");
		const stale = await workspaceDoors.read(env, founded.workspaceId);
		const dataKey = (await renewEnvelope(configOf(during), founded.workspaceId, await envelopeOf(founded))) ?? "";
		await founded.db.query((query) => query.update(workspaces).set({ dataKey }));
		expect((await workspaceDoors.read(env, founded.workspaceId))?.dataKey).toBe(stale?.dataKey);
		// An envelope that nothing live opens, as the old one is to an isolate that starts with the new secret alone.
		const gone = await newEnvelope({ HEDDLE_SECRET: newSecret() }, founded.workspaceId);
		const safe = await safeWith(after, { id: founded.workspaceId, dataKey: gone });
		expect(await safe.open(["thing"], sealed)).toBe("kept");
		expect((await workspaceDoors.read(env, founded.workspaceId))?.dataKey).toBe(dataKey);
	});
});

describe("a data key", () => {
	it("of another workspace opens nothing, though this isolate has opened it for its owner", async () => {
		const dataKey = await envelopeOf(home);
		await safeWith(before, { id: home.workspaceId, dataKey });
		const thief = await safeWith(before, { id: other.workspaceId, dataKey }).then(
			(safe) => safe,
			() => undefined,
		);
		// Postgres's own envelope stands in for the moved one; what it opens is the other workspace's own.
		const sealed = await (await safeOf(before, home.workspaceId)).seal(["thing"], "of Oak");
		await expect(thief?.open(["thing"], sealed)).rejects.toThrow();
		const own = await (await safeOf(before, other.workspaceId)).seal(["thing"], "of Elm");
		expect(await thief?.open(["thing"], own)).toBe("of Elm");

		await other.db.query((query) => query.update(workspaces).set({ dataKey }));
		await expect(safeWith(before, { id: other.workspaceId, dataKey: `${dataKey} ` })).rejects.toThrow("no live secret");
	});
});
