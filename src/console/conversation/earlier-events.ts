// What had happened to a customer before they began this conversation.
import { useQuery } from "@tanstack/react-query";
import type { BusinessEvent } from "../../protocol/business-event.ts";
import { storedEvent } from "../../protocol/http.ts";
import { pageOf } from "../../protocol/http-parts.ts";
import { ask } from "../http/api.ts";
import { query } from "../http/request.ts";
import type { AgentView } from "./conversation-provider.tsx";

const page = pageOf(storedEvent);
/** What an agent reads before the first message; the side pane has more. */
const SHOWN = 3;
const NONE: readonly BusinessEvent[] = [];

/** Oldest first, as the log goes on. None where the log's beginning is not loaded, or nothing is proven about the customer. */
export function useEarlierEvents({ conversation, entries, hasBefore }: AgentView): readonly BusinessEvent[] {
	const began = hasBefore ? undefined : entries[0]?.at;
	const customer = conversation?.customer;
	const earlier = useQuery({
		queryKey: ["customer", customer?.id, "events before", began],
		enabled: began !== undefined && customer?.verified === true,
		// The past stays as it is.
		staleTime: Number.POSITIVE_INFINITY,
		queryFn: async ({ signal }) => {
			const { data } = await ask(page, `/customers/${customer?.id}/events${query({ before: began, limit: SHOWN })}`, {
				signal,
			});
			return data.map(({ event }) => event).toReversed();
		},
	});
	return earlier.data ?? NONE;
}
