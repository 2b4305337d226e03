// A gap: seqs that nobody has, in the log of either side or in one socket's live stream.
import { type History, isPublic, type SeenEntry } from "../history.ts";
import { liveFaults } from "./live.ts";

export function gap(history: History): string[] {
	const { agent, visitor } = history.final;
	return [
		...notCounting(agent, "agents"),
		...notCounting(visitor, "visitors"),
		...wrongPublicSeqs(agent),
		...liveFaults(history).missing,
	];
}

function notCounting(entries: readonly SeenEntry[], readers: string): string[] {
	return entries.flatMap(({ seq }, index) =>
		seq === (entries[index - 1]?.seq ?? 0) + 1
			? []
			: [`the log of ${readers} goes from ${entries[index - 1]?.seq ?? 0} to ${seq}`],
	);
}

function wrongPublicSeqs(entries: readonly SeenEntry[]): string[] {
	let count = 0;
	return entries.flatMap((entry) => {
		if (isPublic(entry)) count += 1;
		return entry.publicSeq === count ? [] : [`seq ${entry.seq} has publicSeq ${entry.publicSeq}, not ${count}`];
	});
}
