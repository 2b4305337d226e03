// Looking back at an episode: what is in the objects, in Postgres and on the SDK's screens, once there was time for it.
import type { WorkspaceId } from "../../src/protocol/ids.ts";
import type { History } from "./history.ts";
import type { Scene } from "./scene.ts";
import type { Stage } from "./stage.ts";
import { logOfAgents, logOfVisitor, progressInPostgres, storedIn } from "./truth.ts";
import { comes, until } from "./wait.ts";

/** Generous for two busy cores: a run in which nothing is wrong waits for none of these. */
const SHOWN_WITHIN_MS = 15_000;
const READ_WITHIN_MS = 40_000;

export async function lookBack(
	stage: Stage,
	scenes: readonly Scene[],
	{ workspaceId, drainedWithinMs }: { workspaceId: WorkspaceId; drainedWithinMs: number },
): Promise<History[]> {
	// Postgres first, and before the objects are made to begin anew: they must get there by themselves.
	const lengths = await lengthsOf(stage, scenes);
	await comes(drainedWithinMs, () => isDrained(stage, lengths));
	const conversations = scenes.map(({ conversationId }) => conversationId);
	const progress = await progressInPostgres(stage.ownerUrl, conversations);
	const stored = await Promise.all(conversations.map((id) => storedIn(stage.ownerUrl, id)));
	// What is only in memory is no log.
	await stage.evict({ workspaceId, conversations, how: "abort" });
	const read = until(READ_WITHIN_MS, "a log could not be read");
	const finals = await Promise.all(
		scenes.map(async ({ conversationId, cast }) => ({
			agent: await logOfAgents(stage.workerOrigin, conversationId, cast.agents[0]),
			visitor: await logOfVisitor(stage.workerOrigin, conversationId, cast.visitor, read),
		})),
	);
	// They lost their sockets to the eviction, and may still miss the last entries of others.
	await comes(SHOWN_WITHIN_MS, () =>
		scenes.every(({ sdk }, index) =>
			sdk.every((client) => client.isQuiet && client.last === finals[index]?.[client.side].at(-1)?.seq),
		),
	);
	return scenes.map((scene, index) => ({
		...scene.history(),
		final: finals[index] ?? { agent: [], visitor: [] },
		stored: stored[index] ?? [],
		storedRevision: progress.get(scene.conversationId)?.revision,
	}));
}

/** The last seq of each log, as an agent reads it. */
async function lengthsOf(stage: Stage, scenes: readonly Scene[]): Promise<Map<string, number>> {
	const lengths = scenes.map(async ({ conversationId, cast }): Promise<[string, number]> => {
		const log = await logOfAgents(stage.workerOrigin, conversationId, cast.agents[0]);
		return [conversationId, log.at(-1)?.seq ?? 0];
	});
	return new Map(await Promise.all(lengths));
}

async function isDrained(stage: Stage, lengths: ReadonlyMap<string, number>): Promise<boolean> {
	const progress = await progressInPostgres(stage.ownerUrl, [...lengths.keys()]);
	return [...lengths].every(
		([id, length]) => progress.get(id)?.rows === length && progress.get(id)?.revision === length,
	);
}
