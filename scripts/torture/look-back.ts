// Looking back at an episode: what is in the objects, in Postgres, on the desk and on the SDK's screens, once there was time.
import type { WorkspaceId } from "../../src/protocol/ids.ts";
import { type History, outcomeOf, type Row, type Side } from "./history.ts";
import type { Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";
import { deskOf, logOfAgents, logOfVisitor, progressInPostgres, storedIn } from "./truth.ts";
import { comes, pause, until } from "./wait.ts";

/** Generous for two busy cores. */
const READ_WITHIN_MS = 60_000;
const READ_AT_ONCE = 16;
/** A desk may be asked three times a second (POLL_LIMIT in wrangler.toml). */
const DESK_EVERY_MS = 500;

export interface Deadlines {
	/** Until Postgres has everything. */
	drainedWithinMs: number;
	/** Until those who listen, and the desk, have everything. */
	shownWithinMs: number;
}

export async function lookBack(
	stage: Stage,
	scenes: readonly Scene[],
	{ workspaceId, drainedWithinMs, shownWithinMs }: { workspaceId: WorkspaceId } & Deadlines,
): Promise<History[]> {
	// Postgres first, and before the objects are made to begin anew: they must get there by themselves.
	const lengths = await lengthsOf(stage, scenes);
	await comes(drainedWithinMs, () => isDrained(stage, lengths));
	const conversations = scenes.map(({ conversationId }) => conversationId);
	const progress = await progressInPostgres(stage.ownerUrl, conversations);
	const stored = await Promise.all(conversations.map((id) => storedIn(stage.ownerUrl, id)));
	await comes(shownWithinMs, () => scenes.every((scene) => hasHeardAll(scene, lengths)));
	const heard = scenes.map((scene) => scene.heard);
	const rows = await rowsOnDesk(stage, scenes, lengths, shownWithinMs);
	// What is only in memory is no log.
	await stage.evict({ workspaceId, conversations, how: "abort" });
	const read = until(READ_WITHIN_MS, "a log could not be read");
	const finals: History["final"][] = [];
	// In portions: whoever was there comes back at the same time.
	while (finals.length < scenes.length) {
		const portion = scenes.slice(finals.length, finals.length + READ_AT_ONCE);
		const logs = portion.map(async ({ conversationId, cast }) => ({
			agent: await logOfAgents(stage.workerOrigin, conversationId, cast.agents[0]),
			visitor: await logOfVisitor(stage.workerOrigin, conversationId, cast.visitor, read),
		}));
		finals.push(...(await Promise.all(logs)));
	}
	// They lost their sockets to the eviction, and may still miss the last entries of others.
	await comes(shownWithinMs, () =>
		scenes.every(({ sdk }, index) =>
			sdk.every((client) => client.isQuiet && client.last === finals[index]?.[client.side].at(-1)?.seq),
		),
	);
	return scenes.map((scene, index) => ({
		...scene.history(),
		heard: heard[index] ?? [],
		final: finals[index] ?? { agent: [], visitor: [] },
		stored: stored[index] ?? [],
		storedRow: progress.get(scene.conversationId)?.row,
		desk: rows && (rows.get(scene.conversationId) ?? null),
	}));
}

/** The last numbers of each log, as agents count and as visitors do, and what the log makes of the conversation. */
type Lengths = ReadonlyMap<string, Record<Side, number> & { isOpen: boolean }>;
type Length = [conversation: string, Record<Side, number> & { isOpen: boolean }];

async function lengthsOf(stage: Stage, scenes: readonly Scene[]): Promise<Lengths> {
	const lengths = scenes.map(async ({ conversationId, cast }): Promise<Length> => {
		const log = await logOfAgents(stage.workerOrigin, conversationId, cast.agents[0]);
		const { seq: agent = 0, publicSeq: visitor = 0 } = log.at(-1) ?? {};
		return [conversationId, { agent, visitor, isOpen: outcomeOf(log).status === "open" }];
	});
	return new Map(await Promise.all(lengths));
}

async function isDrained(stage: Stage, lengths: Lengths): Promise<boolean> {
	const progress = await progressInPostgres(stage.ownerUrl, [...lengths.keys()]);
	return [...lengths].every(([id, { agent }]) => {
		const one = progress.get(id);
		return one?.rows === agent && one.row.revision === agent;
	});
}

function hasHeardAll({ conversationId, isLive, heard }: Scene, lengths: Lengths): boolean {
	return isLive && heard.every(({ side, last }) => last === lengths.get(conversationId)?.[side]);
}

/** As soon as they are what they should be, at the latest when there was time for it. */
async function rowsOnDesk(
	stage: Stage,
	scenes: readonly Scene[],
	lengths: Lengths,
	withinMs: number,
): Promise<Map<string, Row> | undefined> {
	const agent = scenes[0]?.cast.agents[0];
	if (!agent) return undefined;
	const deadline = performance.now() + withinMs;
	for (;;) {
		// Undefined where there are more than a desk shows: then there is nothing to wait for.
		const rows = await deskOf(stage.workerOrigin, agent);
		const isThere =
			rows &&
			[...lengths].every(([id, { agent: last, isOpen }]) => (isOpen ? rows.get(id)?.revision === last : !rows.has(id)));
		if (!rows || isThere || performance.now() > deadline) return rows;
		await pause(DESK_EVERY_MS);
	}
}
