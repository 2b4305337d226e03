// The verification: looks at every conversation that anybody knows, again while one is not settled.
import { type Difference, differences } from "./differences.ts";
import type { RunningSystem, WorkspaceVisit } from "./system.ts";

/** What is asked of a running system. */
export interface System {
	workspaces(): ReturnType<RunningSystem["workspaces"]>;
	visit(workspace: { id: string; teams: string[] }): Promise<Visit>;
}
export type Visit = Pick<WorkspaceVisit, "desks" | "storedIds" | "own" | "stored">;

/** A conversation that must be there, as whoever keeps the list knows: with so many acknowledged entries, where it says so. */
export interface Listed {
	workspaceId: string;
	id: string;
	entries?: number | undefined;
}

export interface Verified {
	conversations: number;
	entries: number;
	differences: Difference[];
}

export interface Patience {
	/** How often what differs is looked at: what was written a moment ago is still on its way. */
	looks: number;
	/** Between two looks. */
	wait(): Promise<void>;
}

/** Conversations that are read at once: as many connections as a Worker may have open. */
const AT_ONCE = 6;

interface Known {
	visit: Visit;
	id: string;
	atLeast: number;
	/** Where the object's log ended at the first look: so far Postgres has to come while we are patient. */
	dueTo?: number;
	seen?: Awaited<ReturnType<Visit["own"]>>;
	found: Difference[];
}

/** A conversation that one source has lost shows by the others: Postgres's tables, the desks, and `listed`. */
export async function verify(system: System, listed: readonly Listed[], patience: Patience): Promise<Verified> {
	const workspaces = await system.workspaces();
	const missing = new Set(listed.map(({ workspaceId }) => workspaceId));
	for (const { id } of workspaces) missing.delete(id);
	// A workspace that Postgres no longer knows: its conversations are looked for all the same.
	for (const id of missing) workspaces.push({ id, teams: [] });
	const all: Verified = { conversations: 0, entries: 0, differences: [] };
	for (const workspace of workspaces) {
		const visit = await system.visit(workspace);
		const due = listed.filter(({ workspaceId }) => workspaceId === workspace.id);
		const one = await verifyWorkspace(visit, due, patience);
		all.conversations += one.conversations;
		all.entries += one.entries;
		all.differences.push(...one.differences);
	}
	return all;
}

async function verifyWorkspace(visit: Visit, due: readonly Listed[], patience: Patience): Promise<Verified> {
	const known = new Map<string, Known>();
	const know = (id: string, atLeast: number) => {
		const before = known.get(id);
		if (before) before.atLeast = Math.max(before.atLeast, atLeast);
		else known.set(id, { visit, id, atLeast, found: [] });
	};
	for (const { id, entries } of due) know(id, entries ?? 1);
	for (let look = 1; ; look += 1) {
		const desks = await visit.desks();
		for (const id of [...(await visit.storedIds()), ...desks.flatMap(({ shown }) => shown)]) know(id, 1);
		await eachOf([...known.values()], compare);
		const found = [...known.values()].flatMap((one) => one.found);
		for (const { teamId, total } of desks) found.push(...unshown(teamId, total, known));
		if (found.length === 0 || look >= patience.looks) {
			const entries = [...known.values()].reduce((sum, { seen }) => sum + (seen?.entries.length ?? 0), 0);
			return { conversations: known.size, entries, differences: found };
		}
		await patience.wait();
	}
}

/** What agreed once is settled: entries never change, and what comes later is no business of this run. */
async function compare(one: Known): Promise<void> {
	if (one.seen !== undefined && one.found.length === 0) return;
	const stored = await one.visit.stored(one.id);
	one.seen = await one.visit.own(one.id);
	one.dueTo ??= one.seen.entries.length;
	one.found = differences(one.id, one.seen, stored, { to: one.dueTo, atLeast: one.atLeast });
}

/** A desk lists its newest rows only, and counts all: more than are known are lost everywhere else. */
function unshown(teamId: string, total: number, known: ReadonlyMap<string, Known>): Difference[] {
	const open = [...known.values()].filter(({ seen }) => seen?.state?.status === "open" && seen.state.teamId === teamId);
	if (total <= open.length) return [];
	return [{ where: teamId, what: "only_on_desk", detail: `${total} on the desk, ${open.length} found` }];
}

async function eachOf<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
	const waiting = all.values();
	const worker = async () => {
		for (const one of waiting) await work(one);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
