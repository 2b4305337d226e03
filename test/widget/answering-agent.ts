// An agent who answers visitors, on the same client as the console.
import { AgentSession } from "../../scripts/demo/agent-session.ts";
import type { Heddle } from "../../scripts/heddle.ts";
import { ConversationClient } from "../../src/client/conversation.ts";
import { DeskClient } from "../../src/client/desk.ts";
import type { DeskRow } from "../../src/protocol/desk-frames.ts";
import type { Entry } from "../../src/protocol/entry.ts";
import { ticket, widgetSession } from "../../src/protocol/http.ts";

export class AnsweringAgent {
	readonly http: AgentSession;
	readonly desk: DeskClient;
	readonly inboxId: string;
	readonly #origin: string;
	readonly #open: { close(): void }[] = [];

	static async signIn({ workerOrigin, seeded }: Heddle): Promise<AnsweringAgent> {
		const person = seeded?.signIns.find(({ workspace }) => workspace === "Nordlicht Bikes");
		const business = seeded?.businesses.nordlicht;
		if (person === undefined || business === undefined) throw new Error("this needs the demo data");
		const http = new AgentSession(workerOrigin);
		if (!(await http.signIn(person.email, person.password))) throw new Error("the demo sign-in is refused");
		return new AnsweringAgent(http, workerOrigin, business);
	}

	private constructor(http: AgentSession, origin: string, { teamId, inboxId }: { teamId: string; inboxId: string }) {
		this.http = http;
		this.inboxId = inboxId;
		this.#origin = origin;
		this.desk = new DeskClient({ origin, teamId, token: () => this.#ticket() });
		this.#open.push(this.desk);
	}

	/** Whether a visitor who comes now is told that agents are there. */
	async isSeenAtTheDoor(): Promise<boolean> {
		const session = await this.http.post("/v1/widget/sessions", { inboxId: this.inboxId });
		return widgetSession.parse(session).agentsThere;
	}

	/** The row of the conversation whose newest message is `text`, as soon as the desk shows it. */
	row(text: string): Promise<DeskRow> {
		return until(this.desk, () => this.desk.view.rows.find((row) => row.preview?.text === text));
	}

	/** Opens the conversation whose newest message is `text`. */
	async answer(text: string): Promise<ConversationClient<Entry>> {
		const { conversationId } = await this.row(text);
		const client = new ConversationClient<Entry>({
			origin: this.#origin,
			conversationId,
			token: () => this.#ticket(),
			audience: "agent",
		});
		this.#open.push(client);
		await until(client, () => client.view.link === "live" || undefined);
		return client;
	}

	leave(): void {
		for (const client of this.#open) client.close();
	}

	async #ticket(): Promise<string> {
		return ticket.parse(await this.http.post("/v1/tickets")).ticket;
	}
}

/** The first defined answer of `look`, asked again at each change. */
export function until<T>(
	client: { subscribe(listener: () => void): () => void },
	look: () => T | undefined,
): Promise<T> {
	return new Promise((resolve) => {
		const stop = client.subscribe(check);
		check();
		function check() {
			const found = look();
			if (found === undefined) return;
			queueMicrotask(() => stop());
			resolve(found);
		}
	});
}
