// The cache of what HTTP answered, and what happens when a sign-in has ended.
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { Refused } from "./request.ts";

/** Live state comes by socket; what is asked over HTTP stays good for this long. */
const FRESH_MS = 30_000;

export const queries = new QueryClient({
	queryCache: new QueryCache({ onError: forgetWhenSignedOut }),
	defaultOptions: {
		queries: { staleTime: FRESH_MS, retry: worthRetrying, refetchOnWindowFocus: true },
		mutations: { retry: false, onError: forgetWhenSignedOut },
	},
});

export function forgetWhenSignedOut(error: Error): void {
	if (error instanceof Refused && error.problem.status === 401) queries.setQueryData(["me"], null);
}

function worthRetrying(failures: number, error: Error): boolean {
	if (error instanceof Refused) return error.problem.retry && failures < 2;
	return failures < 2;
}
