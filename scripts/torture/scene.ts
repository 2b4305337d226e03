// A scene: one conversation with its people, who write all the time, each in their own way.
import type { ConversationId } from "../../src/protocol/ids.ts";
import { type Cast, type Home, newCast } from "./cast.ts";
import { type History, NOTE_MARK } from "./history.ts";
import { HttpClient } from "./http-client.ts";
import type { Random } from "./random.ts";
import { type Patience, RawClient } from "./raw-client.ts";
import type { Command } from "./raw-log.ts";
import { Recorder } from "./recorder.ts";
import { SdkClient } from "./sdk-client.ts";

/** Unanswered commands of one raw client: more than one at a time, so that a cut tears a row of them. */
const MOST_UNANSWERED = 4;
/** Repeats of an answered command reach back this far. */
const REMEMBERED = 40;
/** Between two acts of one client, real time. */
const LEAST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 90;
/** One text in this many is long: pages, flushes and batches then split by size. */
const LONG_ONE_IN = 150;

export interface SceneWorld {
	origin: string;
	/** For HTTP, which tries again by itself. */
	workerOrigin: string;
	random: Random;
	/** Share of commands that are sent twice, or again after their answer. */
	repeats: number;
	/** How many times longer than usual everybody's pauses are. */
	slower: number;
	/** Other than usual where many sockets come back at once. */
	patience?: Patience;
}

export class Scene {
	readonly conversationId: ConversationId;
	readonly recorder = new Recorder();
	readonly cast: Cast;
	readonly raw: RawClient[] = [];
	/** Who only looks on, in a crowd. */
	readonly listeners: RawClient[] = [];
	readonly sdk: SdkClient[] = [];
	readonly http: HttpClient;
	repeats: number;
	readonly #world: SceneWorld;
	readonly #said = new Map<string, Command[]>();
	readonly #timers = new Set<NodeJS.Timeout>();
	#isWriting = false;
	#count = 0;

	private constructor(cast: Cast, world: SceneWorld) {
		this.cast = cast;
		this.conversationId = cast.conversationId;
		this.#world = world;
		this.repeats = world.repeats;
		const { conversationId, recorder } = this;
		const rawWorld = () => ({ ...world, random: world.random.fork(), conversationId, recorder });
		this.raw.push(new RawClient(cast.visitor, rawWorld()), new RawClient(cast.visitor, rawWorld()));
		this.sdk.push(new SdkClient(cast.visitor, { ...world, conversationId }));
		this.http = new HttpClient(cast.agents[1], { origin: world.workerOrigin, conversationId, recorder });
	}

	/** Ends when the visitor's first message has made the conversation and the agents are in it. */
	static async open(home: Home, world: SceneWorld, until: (done: () => boolean) => Promise<void>): Promise<Scene> {
		const scene = new Scene(await newCast(home), world);
		const [first] = scene.raw;
		if (!first) throw new Error("a scene has clients");
		first.submit(scene.#command(first, "send"));
		await until(() => first.isQuiet);
		const { conversationId, recorder, cast } = scene;
		const [ada, ben, cleo] = cast.agents;
		for (const who of [ada, ben])
			scene.raw.push(new RawClient(who, { ...world, random: world.random.fork(), conversationId, recorder }));
		scene.sdk.push(new SdkClient(cleo, { ...world, conversationId }));
		await until(() => scene.isQuiet);
		return scene;
	}

	get isQuiet(): boolean {
		return [...this.raw, ...this.sdk, this.http].every((client) => client.isQuiet);
	}

	/** Commands under way at this moment. */
	get unanswered(): number {
		return [...this.raw, this.http].reduce((count, client) => count + client.unanswered.length, 0) + this.#unsent;
	}

	get #unsent(): number {
		return this.sdk.reduce((count, { unsent }) => count + unsent, 0);
	}

	get isLive(): boolean {
		return this.raw.every((client) => client.isLive);
	}

	write(): void {
		this.#isWriting = true;
		for (const client of this.raw) this.#goOn(() => this.#act(client), 1);
		for (const client of this.sdk) this.#goOn(() => this.#actBySdk(client), 4);
		this.#goOn(() => this.#actByHttp(), 6);
	}

	rest(): void {
		this.#isWriting = false;
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers.clear();
	}

	close(): void {
		this.rest();
		for (const client of [...this.raw, ...this.listeners, ...this.sdk, this.http]) client.close();
	}

	/** How far each bare client has the log. */
	get heard(): History["heard"] {
		return [...this.raw, ...this.listeners].map(({ who, log }) => ({
			sender: who.sender,
			side: who.side,
			last: log.last,
		}));
	}

	history(): Pick<History, "conversation" | "events" | "unanswered" | "sdk"> {
		return {
			conversation: this.conversationId,
			events: this.recorder.events,
			unanswered: [...this.raw, this.http].flatMap((client) =>
				client.unanswered.map(({ clientId }) => ({ sender: client.who.sender, clientId })),
			),
			sdk: this.sdk.map((client) => client.view()),
		};
	}

	/** `slower`: how much longer than a raw client's its pauses are. */
	#goOn(act: () => void, slower: number): void {
		const pauseMs = this.#world.random.between(LEAST_PAUSE_MS, LONGEST_PAUSE_MS) * slower * this.#world.slower;
		const timer = setTimeout(() => {
			this.#timers.delete(timer);
			if (!this.#isWriting) return;
			act();
			this.#goOn(act, slower);
		}, pauseMs);
		this.#timers.add(timer);
	}

	#act(client: RawClient): void {
		const { random } = this.#world;
		const said = this.#said.get(client.who.sender) ?? [];
		if (random.chance(this.repeats) && said.length > 0) client.repeat(random.pick(said));
		if (random.chance(0.05)) client.signal({ type: "read", seq: client.log.last });
		if (random.chance(0.05)) client.signal({ type: "typing", on: random.chance(0.5) });
		if (client.unanswered.length >= MOST_UNANSWERED) return;
		const command = this.#command(client, client.who.side === "visitor" ? "send" : this.#agentsChoice());
		client.submit(command);
		if (random.chance(this.repeats)) client.repeat(command);
		// What is no message may rightly be decided anew, once it had no effect: only messages are repeated later.
		if (command.text !== undefined) this.#said.set(client.who.sender, [...said, command].slice(-REMEMBERED));
	}

	#actBySdk(client: SdkClient): void {
		if (client.unsent < MOST_UNANSWERED) client.send(this.#text("sdk"));
	}

	#actByHttp(): void {
		if (!this.http.isQuiet) return;
		const type = this.#world.random.chance(0.3) ? "note" : "send";
		const clientId = this.#clientId(type);
		this.http.submit({ clientId, type, text: this.#text(type), after: 0 });
	}

	#agentsChoice(): Command["type"] {
		const { random } = this.#world;
		const choices: Command["type"][] = ["claim", "release", "status"];
		if (random.chance(0.55)) return "send";
		return random.chance(0.6) ? "note" : random.pick(choices);
	}

	#command(client: RawClient, type: Command["type"]): Command {
		const says = type === "send" || type === "note";
		return {
			type,
			clientId: this.#clientId(type),
			after: client.log.last,
			...(says && { text: this.#text(type) }),
			...(type === "status" && { more: { status: "resolved" as const } }),
		};
	}

	#clientId(type: string): string {
		this.#count += 1;
		return `${type}-${this.#count}-${this.conversationId.slice(-8)}`;
	}

	#text(type: string): string {
		this.#count += 1;
		const words = `${type === "note" ? NOTE_MARK : "words"} ${this.#count}`;
		return this.#world.random.chance(1 / LONG_ONE_IN) ? `${words} ${"long ".repeat(1_500)}` : words;
	}
}

export function unansweredIn(scenes: readonly Scene[]): number {
	return scenes.reduce((sum, { unanswered }) => sum + unanswered, 0);
}

/** What has been written in all. */
export function acknowledgedIn(scenes: readonly Scene[]): number {
	return scenes.reduce((sum, { recorder }) => sum + recorder.acknowledged, 0);
}
