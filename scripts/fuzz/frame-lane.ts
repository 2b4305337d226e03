// A lane: one socket that sends its inputs one at a time, and waits for each one's answer. Closed by an input it comes back.
import WebSocket from "ws";
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../../src/protocol/limits.ts";
import type { Persona } from "../torture/cast.ts";
import { type Answer, answersIn } from "./answers.ts";
import type { FrameInput } from "./input.ts";
import type { Ledger } from "./ledger.ts";
import { ENDS } from "./oracles.ts";
import type { Recorder } from "./recorder.ts";

/** On busy cores behind a hundred other frames; whoever waits longer has been forgotten. */
export const ANSWER_WITHIN_MS = 20_000;

/** Of a handshake that should be welcomed. */
const MOST_TRIES = 3;

export interface Place {
	/** `http://…` */
	origin: string;
	/** Path and query of the socket. */
	path: string;
	who: Persona;
	door: FrameInput["door"];
	/** Of the conversation that it writes into. */
	ledger?: Ledger | undefined;
}

const SENTINEL_ID = "sentinel-of-lane";
/** Asked after what may be taken in silence: refused without a trace, and its answer says that there was nothing before it. */
const SENTINELS: Partial<Record<FrameInput["door"], object>> = {
	visitor: { type: "claim", clientId: SENTINEL_ID, after: 0 },
	agent: { type: "introduce", clientId: SENTINEL_ID, after: 0 },
	desk: { type: "acknowledge", clientId: SENTINEL_ID, alertId: "alr_0000000000000000" },
};

export class FrameLane {
	readonly #place: Place;
	readonly #recorder: Recorder;
	#socket: WebSocket | undefined;
	#answers: Answer[] = [];
	#closed: number | undefined;
	#wake: () => void = () => undefined;

	constructor(place: Place, recorder: Recorder) {
		this.#place = place;
		this.#recorder = recorder;
	}

	/** Sends it, and tells the recorder what became of it. */
	async try(input: FrameInput): Promise<Answer> {
		const answer = await this.#exchange(input);
		this.#recorder.settle(input, answer);
		this.#place.ledger?.take(this.#place.who.sender, input, answer);
		return answer;
	}

	/** All of them before the first answer. */
	async tryBurst(inputs: readonly FrameInput[]): Promise<Answer[]> {
		await this.open();
		for (const { data } of inputs) this.#socket?.send(data);
		await this.#until(() => this.#answers.length >= inputs.length || this.#closed !== undefined);
		const answers = this.#answers.splice(0);
		this.#recorder.settleBurst(inputs, answers);
		this.#place.ledger?.takeBurst(this.#place.who.sender, inputs, answers);
		return answers;
	}

	/** As many as make the server close the socket: what comes after that needs no answer. */
	async tryFlood(inputs: readonly FrameInput[]): Promise<{ answers: Answer[]; closed: number | null }> {
		await this.open();
		for (const { data } of inputs) this.#socket?.send(data);
		await this.#until(() => this.#closed !== undefined);
		const answers = this.#answers.splice(0);
		this.#recorder.settleBurst(inputs.slice(0, answers.length), answers);
		return { answers, closed: this.#closed ?? null };
	}

	/** @throws when it is refused again and again */
	async open(): Promise<void> {
		for (let tries = 0; !this.#socket; tries++) {
			if (await this.#connect()) return;
			const why = `a socket was not welcomed: ${JSON.stringify([this.#closed, this.#answers])}`;
			this.#recorder.note([why]);
			if (tries === MOST_TRIES) throw new Error(why);
		}
	}

	close(): void {
		this.#socket?.terminate();
		this.#socket = undefined;
	}

	/** Whether it was welcomed. */
	async #connect(): Promise<boolean> {
		const { origin, path, who } = this.#place;
		const protocols = [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + who.token];
		const socket = new WebSocket(origin.replace("http", "ws") + path, protocols, { perMessageDeflate: false });
		let isWelcome = false;
		this.#socket = socket;
		this.#answers = [];
		this.#closed = undefined;
		socket.on("message", (data) => {
			const raw = String(data);
			this.#recorder.hear(who.side, raw);
			isWelcome ||= raw.startsWith('{"type":"welcome"');
			this.#answers.push(...answersIn(raw));
			this.#wake();
		});
		socket.on("close", (code) => {
			if (this.#socket === socket) this.#socket = undefined;
			this.#closed = code;
			this.#wake();
		});
		// `close` follows.
		socket.on("error", () => undefined);
		await this.#until(() => isWelcome || this.#closed !== undefined);
		return isWelcome;
	}

	async #exchange({ data, expects }: FrameInput): Promise<Answer> {
		await this.open();
		const stray = this.#answers.splice(0)[0];
		if (stray) return { outcome: `an answer too many before it: ${stray.outcome}` };
		const sentinel = expects.includes("nothing") ? SENTINELS[this.#place.door] : undefined;
		this.#socket?.send(data);
		if (sentinel) this.#socket?.send(JSON.stringify(sentinel));
		const isDone = () => (sentinel ? this.#answers.some(isSentinels) : this.#answers.length > 0);
		await this.#until(() => isDone() || this.#closed !== undefined);
		if (this.#answers.some(({ outcome }) => ENDS.has(outcome))) await this.#until(() => this.#closed !== undefined);
		const isAnswered = isDone();
		const [answer, ...more] = this.#answers.splice(0).filter((one) => !isSentinels(one));
		if (!answer) return { outcome: sentinel && isAnswered ? "nothing" : "no answer", closed: this.#closed };
		const surplus = more.find(({ outcome }) => !ENDS.has(outcome));
		return {
			...answer,
			...(surplus && { outcome: `two answers: ${answer.outcome}, ${surplus.outcome}` }),
			closed: this.#closed,
		};
	}

	/** Also when it never becomes so: what is missing then is an answer. */
	async #until(isSo: () => boolean): Promise<void> {
		const deadline = performance.now() + ANSWER_WITHIN_MS;
		while (!isSo()) {
			const left = deadline - performance.now();
			if (left <= 0) return;
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, left);
				this.#wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
	}
}

function isSentinels({ clientId }: Answer): boolean {
	return clientId === SENTINEL_ID;
}
