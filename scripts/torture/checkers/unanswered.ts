// Everything is answered in the end: a client that sends again until then must not do so for ever.
import type { History } from "../history.ts";

export function unanswered(history: History): string[] {
	return history.unanswered.map(({ sender, clientId }) => `${clientId} of ${sender} was never answered`);
}
