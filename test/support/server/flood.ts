// A flood of requests against a limit.
import { refusalOf } from "./call.ts";

/** What refuses the request after at least `limit` others. A window may end meanwhile, so that twice as many may pass. */
export async function refusedAfter(limit: number, request: () => Promise<Response>): Promise<string> {
	for (let sent = 0; sent <= 2 * limit; sent++) {
		const answer = await request();
		if (answer.status !== 429) await answer.body?.cancel();
		else return sent < limit ? `refused after ${sent}` : refusalOf(answer);
	}
	return "never refused";
}
