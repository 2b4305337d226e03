// Whoever is there when all is quiet has the whole log: an entry that nobody told them of would not be missed by anything else.
import type { History } from "../history.ts";

export function unheard({ heard, final }: History): string[] {
	return heard.flatMap(({ sender, side, last }) => {
		const end = final[side].at(-1)?.seq ?? 0;
		return last === end ? [] : [`a client of ${sender} has heard up to seq ${last}, the log ends at ${end}`];
	});
}
