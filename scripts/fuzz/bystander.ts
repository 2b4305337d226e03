// The bystander: a conversation of the other workspace, with words that nobody else may ever receive, watched all the time.
import WebSocket from "ws";
import type { Config } from "../../src/platform/config.ts";
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../../src/protocol/limits.ts";
import { type History, NOTE_MARK, type SeenEntry } from "../torture/history.ts";
import { Random } from "../torture/random.ts";
import { logOfAgents } from "../torture/truth.ts";
import { comes } from "../torture/wait.ts";
import { parsed } from "./answers.ts";
import { gather, type Home, type People, type Visit } from "./people.ts";

const CANARY = "canary-words-of-the-bystander";
const OPENS_WITHIN_MS = 30_000;
/** What is said to whoever opens a socket; anything else would be somebody's doing. */
const OPENING = new Set(["welcome", "presence"]);

export class Bystander {
	readonly canaries: readonly string[];
	readonly home: Home;
	readonly visit: Visit;
	readonly people: People;
	readonly #origin: string;
	readonly #told: string[] = [];
	readonly #sockets: WebSocket[] = [];
	#before: SeenEntry[] = [];

	private constructor(origin: string, home: Home, people: People, visit: Visit) {
		this.#origin = origin;
		this.home = home;
		this.people = people;
		this.visit = visit;
		this.canaries = [CANARY, visit.conversationId, visit.visitor.sender, home.workspaceId];
	}

	/** @param seed fixes the ids */
	static async settle(origin: string, config: Config, home: Home, seed: number): Promise<Bystander> {
		const people = await gather(config, home, new Random(seed ^ 0xb));
		const bystander = new Bystander(origin, home, people, await people.visit());
		await bystander.#begin();
		return bystander;
	}

	/** What it was told that nobody of its own has said, since the last call. */
	told(): string[] {
		return this.#told.splice(0).map((raw) => `the bystander was told ${raw.slice(0, 300)}`);
	}

	get before(): readonly SeenEntry[] {
		return this.#before;
	}

	log(): Promise<History["final"]["agent"]> {
		const [agent] = this.people.agents;
		if (!agent) throw new Error("a bystander has agents");
		return logOfAgents(this.#origin, this.visit.conversationId, agent);
	}

	close(): void {
		for (const socket of this.#sockets) socket.terminate();
	}

	async #begin(): Promise<void> {
		const visitor = await this.#open(this.visit.visitor.token);
		visitor.send(JSON.stringify({ type: "send", clientId: "bystander-send-1", after: 0, text: CANARY }));
		await this.#settled(async () => this.#told.some((raw) => raw.startsWith('{"type":"ack"')));
		const [ada] = this.people.agents;
		const agent = await this.#open(ada?.token ?? "");
		const note = { type: "note", clientId: "bystander-note-1", after: 0, text: `${NOTE_MARK} ${CANARY}` };
		agent.send(JSON.stringify(note));
		await this.#settled(async () => (await this.log()).length === 2);
		this.#before = await this.log();
		this.#told.length = 0;
	}

	async #open(token: string): Promise<WebSocket> {
		const url = `${this.#origin.replace("http", "ws")}/v1/conversations/${this.visit.conversationId}/socket`;
		const socket = new WebSocket(url, [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token]);
		this.#sockets.push(socket);
		let isOpen = false;
		socket.on("message", (data) => {
			for (const line of String(data).split("\n")) {
				const frame = parsed(line);
				const type = typeof frame === "object" && frame !== null && "type" in frame ? String(frame.type) : "";
				isOpen ||= type === "welcome";
				if (!OPENING.has(type)) this.#told.push(line);
			}
		});
		socket.on("error", () => undefined);
		socket.on("close", (code) => this.#told.push(`its socket closed with ${code}`));
		await this.#settled(async () => isOpen);
		return socket;
	}

	async #settled(isSo: () => Promise<boolean>): Promise<void> {
		if (!(await comes(OPENS_WITHIN_MS, isSo))) throw new Error("the bystander did not settle");
	}
}
