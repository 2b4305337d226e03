// A lane of requests: one connection that is kept open, one request at a time.
import { Agent, request } from "node:http";
import { z } from "zod";
import { ERRORS } from "../../src/protocol/errors.ts";
import { seenEntry } from "../torture/frames.ts";
import { type Answer, answerIn, parsed, problemIn } from "./answers.ts";
import { ANSWER_WITHIN_MS } from "./frame-lane.ts";
import type { RequestInput } from "./input.ts";
import type { Ledger } from "./ledger.ts";
import type { Recorder } from "./recorder.ts";

const frames = z.object({ frames: z.array(z.unknown()) });
const made = z.object({ entry: seenEntry });
/** Of what never came. */
const NO_STATUS = 599;

export interface HttpPlace {
	origin: string;
	/** Of the conversation that it writes into, and who writes. */
	ledger: Ledger;
	senders: { visitor: string; agent: string };
}

export class HttpLane {
	readonly #place: HttpPlace;
	readonly #recorder: Recorder;
	readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

	constructor(place: HttpPlace, recorder: Recorder) {
		this.#place = place;
		this.#recorder = recorder;
	}

	async try(input: RequestInput): Promise<Answer> {
		const first = await this.#ask(input);
		// The local database may be out of reach for a moment, which is no answer to the input. Twice would be one.
		const came = first.status === ERRORS.unavailable.status ? await this.#ask(input) : first;
		this.#recorder.hear(input.as, `${came.heads}\n\n${came.text}`);
		const answer = came.status < 300 ? goodAnswer(input, came) : problemIn(came.status, came.type, came.text);
		this.#recorder.settle(input, answer);
		if (input.as !== "nobody") this.#place.ledger.take(this.#place.senders[input.as], input, answer);
		return answer;
	}

	close(): void {
		this.#agent.destroy();
	}

	#ask({ method, path, headers, body }: RequestInput): Promise<Came> {
		const { hostname, port } = new URL(this.#place.origin);
		const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
		const options = { hostname, port, method, path, headers: { ...headers, ...length }, agent: this.#agent };
		return new Promise((resolve) => {
			const gone = (error: Error) =>
				resolve({ status: NO_STATUS, type: "", heads: "", text: `none: ${error.message}` });
			const asked = request({ ...options, timeout: ANSWER_WITHIN_MS }, (answer) => {
				const chunks: Buffer[] = [];
				answer.on("data", (chunk: Buffer) => chunks.push(chunk));
				answer.on("error", gone);
				answer.on("end", () =>
					resolve({
						status: answer.statusCode ?? NO_STATUS,
						type: answer.headers["content-type"] ?? "",
						heads: answer.rawHeaders.join("\n"),
						text: Buffer.concat(chunks).toString(),
					}),
				);
			});
			asked.on("error", gone);
			asked.on("timeout", () => asked.destroy(new Error("timeout")));
			asked.end(body);
		});
	}
}

interface Came {
	status: number;
	type: string;
	heads: string;
	text: string;
}

/** A 2xx. Frames by HTTP are answered as on a socket: by one frame, or by none. */
function goodAnswer({ method, path, command }: RequestInput, { status, text }: Came): Answer {
	if (method !== "POST") return { outcome: "made", status };
	const body = parsed(text);
	if (path.includes("/frames")) {
		const [frame, ...more] = frames.parse(body).frames;
		if (more.length > 0) return { outcome: `${more.length + 1} answers`, status };
		return { ...((frame !== undefined && answerIn(frame)) || { outcome: "nothing" }), status };
	}
	const entry = path.includes("/entries") ? made.parse(body).entry : undefined;
	return { outcome: "made", status, ...(entry && { entry, clientId: command?.clientId ?? entry.clientId }) };
}
