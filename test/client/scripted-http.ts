// HTTP whose server is the test.
import type { Fetch } from "../../src/client/polling.ts";

/** A network on which nothing is reached, by HTTP neither. */
export const noHttp: Fetch = async () => {
	throw new TypeError("the network is down");
};

export interface Asked {
	method: string;
	url: string;
	token: string | undefined;
	/** Of a POST. */
	frame: Record<string, unknown> | undefined;
}

export interface Answered {
	status: number;
	body: unknown;
}

export const frames = (...said: object[]): Answered => ({ status: 200, body: { frames: said } });
export const problem = (status: number, code: string, retry = false): Answered => ({
	status,
	body: { type: `urn:heddle:error:${code}`, title: "No.", status, code, requestId: "req_1", retry },
});

/** `answer` may take its time, or throw as the network does. */
export function scriptedHttp(answer: (asked: Asked) => Answered | Promise<Answered>) {
	const asked: Asked[] = [];
	const fetch: Fetch = async (url, { method, headers, body, signal }) => {
		const one: Asked = { method, url, token: headers.Authorization, frame: body && JSON.parse(body) };
		asked.push(one);
		const aborted = new Promise<never>((_, reject) => {
			signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
		});
		// Nobody waits for it where the answer comes first.
		aborted.catch(() => {});
		const answered = await Promise.race([answer(one), aborted]);
		const text = typeof answered.body === "string" ? answered.body : JSON.stringify(answered.body);
		return { status: answered.status, text: async () => text };
	};
	const posted = () => asked.flatMap(({ frame }) => (frame === undefined ? [] : [frame]));
	const polls = () => asked.filter(({ method }) => method === "GET").length;
	return { fetch, asked, posted, polls };
}
