// How a connector reaches a system that runs on loopback: by the safe fetch of production, and with what it sends.
import { type SystemFetch, SystemUnreachable } from "../../src/connectors/connector.ts";
import { jsonOf } from "../../src/platform/json.ts";
import { FetchRefused, safeFetch } from "../../src/platform/safe-fetch.ts";

/** Production's 5 s are for servers that serve; here one shares a machine with whatever else it does. */
const TIMEOUT_MS = 60_000;

export function reach(origin: string): SystemFetch {
	return async ({ method = "GET", path, headers, json, text }) => {
		const body = json === undefined ? text?.body : JSON.stringify(json);
		try {
			const answer = await safeFetch({ origin, loopbackOrigins: [origin], timeoutMs: TIMEOUT_MS }, path, {
				method,
				headers: {
					accept: "application/json",
					"user-agent": "Heddle/1",
					...(body !== undefined && { "content-type": text?.contentType ?? "application/json" }),
					...headers,
				},
				...(body !== undefined && { body }),
			});
			return { status: answer.status, headers: answer.headers, json: jsonOf(answer.body) };
		} catch (error) {
			if (error instanceof FetchRefused) throw new SystemUnreachable(error.message, error.timedOut);
			throw error;
		}
	};
}
