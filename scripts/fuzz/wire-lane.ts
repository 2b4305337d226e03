// A lane of bare connections: one for each input.
import { ERRORS } from "../../src/protocol/errors.ts";
import { type Answer, answersIn, problemIn } from "./answers.ts";
import { ANSWER_WITHIN_MS } from "./frame-lane.ts";
import type { BytesInput } from "./input.ts";
import { type Heard, isWholeAnswer, overWire } from "./raw-wire.ts";
import type { Recorder } from "./recorder.ts";

/** Where silence is an answer too. */
const SILENT_FOR_MS = 300;

export class WireLane {
	readonly #port: number;
	readonly #recorder: Recorder;

	constructor(origin: string, recorder: Recorder) {
		this.#port = Number(new URL(origin).port);
		this.#recorder = recorder;
	}

	async try(input: BytesInput): Promise<Answer> {
		const withinMs = input.expects.includes("nothing") ? SILENT_FOR_MS : ANSWER_WITHIN_MS;
		const heard = await overWire(this.#port, input.request, input.after, (so) => isEnough(input, so), withinMs);
		this.#recorder.hear(input.as, heard.raw);
		const answer = answerOf(input, heard);
		this.#recorder.settle(input, answer);
		return answer;
	}
}

function isEnough({ door }: BytesInput, heard: Heard): boolean {
	if (heard.status !== 101) return isWholeAnswer(heard);
	if (heard.close !== undefined) return true;
	const answers = heard.texts.flatMap(answersIn);
	// A refused handshake is told why, and then closed.
	if (door === "handshake") return answers.length === 0 && heard.texts.length > 0;
	return answers.some(({ outcome }) => outcome !== "binary_frame" && outcome !== "frame_too_large");
}

export function answerOf({ door }: BytesInput, { status, heads, body, texts, close, ended }: Heard): Answer {
	const closed = close === undefined ? {} : { closed: close };
	if (status === 101) {
		const [answer] = texts.flatMap(answersIn);
		if (answer) return { ...answer, status, ...closed };
		if (door === "handshake" && texts.length > 0) return { outcome: "welcome", status, ...closed };
		return { outcome: close !== undefined || ended ? "closed" : "nothing", status, ...closed };
	}
	if (status === undefined) return { outcome: ended ? "closed" : "nothing" };
	const type = heads.match(/content-type: *([^\r\n]+)/i)?.[1] ?? "";
	if (status < 300) return { outcome: "made", status };
	// wrangler's proxy gives up on a body that breaks off.
	if (door === "wire" && body === "Error: Network connection lost.") return { outcome: "closed" };
	const answer = problemIn(status, type, body);
	// What is no HTTP is refused by the platform, in words of its own.
	const isPlatforms = !type.includes("problem+json") && status !== ERRORS.internal.status;
	return door === "wire" && isPlatforms ? { outcome: "closed", status } : answer;
}
