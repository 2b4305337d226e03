// How a connector reaches a system that runs on loopback: by the safe fetch of production, and with what it sends.
import { type SystemFetch, SystemUnreachable } from "../../src/connectors/connector.ts";
import { jsonOf } from "../../src/platform/json.ts";
import { FetchRefused, safeFetch } from "../../src/platform/safe-fetch.ts";

/** `seen` is told of each answer. */
export function reach(origin: string, seen: (path: string, answer: unknown) => void = () => undefined): SystemFetch {
	return async ({ method = "GET", path, headers, json, text }) => {
		const body = json === undefined ? text?.body : JSON.stringify(json);
		try {
			const answer = await safeFetch({ origin, loopbackOrigins: [origin] }, path, {
				method,
				headers: {
					accept: "application/json",
					"user-agent": "Heddle/1",
					...(body !== undefined && { "content-type": text?.contentType ?? "application/json" }),
					...headers,
				},
				...(body !== undefined && { body }),
			});
			const parsed = jsonOf(answer.body);
			seen(path, parsed);
			return { status: answer.status, headers: answer.headers, json: parsed };
		} catch (error) {
			if (error instanceof FetchRefused) throw new SystemUnreachable(error.message, error.timedOut);
			throw error;
		}
	};
}
