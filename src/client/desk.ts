// A team's desk as an agent sees it: open conversations, who is there, alerts that nobody has acknowledged.
import type { Alert, DeskFrame, DeskRow } from "../protocol/desk-frames.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type CommandResult, Commands } from "./commands.ts";
import { DeskAlerts } from "./desk-alerts.ts";
import { isDeskFrame } from "./desk-frames.ts";
import { Link, type LinkState, type LinkWorld } from "./link.ts";
import type { Fields } from "./shape.ts";

type Welcome = Extract<DeskFrame, { type: "welcome" }>;

export interface DeskView {
	link: LinkState;
	/** Live without a WebSocket, which something on the way blocks: what others do shows up to 15 s late. */
	polling?: boolean;
	/** Why `link` is `refused`: a code of the error table. */
	refusal?: string;
	/** Open conversations, the one with the newest entry first. */
	rows: readonly DeskRow[];
	/** How many conversations are open, where the desk has more than `rows` shows. */
	total: number;
	/** Not acknowledged by anybody, newest first. */
	alerts: readonly Alert[];
	/** How many there are, where the desk has more than `alerts` shows. */
	alertsTotal: number;
	agents: Welcome["agents"];
}

export interface DeskOptions extends LinkWorld {
	/** Where Heddle is, as in `https://heddle.example`. */
	origin: string;
	teamId: string;
	/** An agent's ticket; asked again when the last one was refused. May throw `Refused`. */
	token: () => Promise<string>;
	/** Told of each alert of the view that somebody acknowledges, also while the link was away. */
	onAcknowledged?: (alert: Alert) => void;
}

export class DeskClient {
	#view: DeskView = { link: "connecting", rows: [], total: 0, alerts: [], alertsTotal: 0, agents: [] };
	readonly #clock: Clock;
	readonly #onAcknowledged: (alert: Alert) => void;
	readonly #listeners = new Set<() => void>();
	readonly #rows = new Map<string, DeskRow>();
	/** Revisions at which conversations left the desk, so that a late row does not bring them back. */
	readonly #goneAt = new Map<string, number>();
	readonly #alerts = new DeskAlerts();
	readonly #commands: Commands;
	readonly #link: Link;
	#total = 0;
	#away: boolean | undefined;

	constructor(options: DeskOptions) {
		this.#clock = options.clock ?? systemClock;
		this.#onAcknowledged = options.onAcknowledged ?? (() => {});
		this.#commands = new Commands((frame) => this.#link.send(frame), this.#clock);
		this.#link = new Link({
			...options,
			url: () => this.#url(options),
			onFrame: (frame) => this.#receive(frame),
			onState: () => this.#linkChanged(),
		});
		this.#link.start();
	}

	/** A new object for each change, so that it fits `useSyncExternalStore`. */
	get view(): DeskView {
		return this.#view;
	}

	/** Calls `listener` after each change of `view`; the answer stops that. */
	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	acknowledge(alertId: string): Promise<CommandResult> {
		return this.#commands.run({ type: "acknowledge", alertId });
	}

	/** Brings older alerts into the view, a page of 100, where the desk has more than it shows. */
	async olderAlerts(): Promise<CommandResult> {
		const before = this.#alerts.olderThan;
		return before === undefined ? { ok: true } : this.#commands.run({ type: "alerts", before });
	}

	/** Whether this agent takes conversations now. Told again after each reconnect. */
	setAway(away: boolean): void {
		this.#away = away;
		this.#tellAway();
	}

	close(): void {
		this.#link.close();
		this.#commands.close();
		this.#listeners.clear();
	}

	/** With the cursor of alerts, so that a new link tells what became of those that are shown. */
	#url({ teamId, origin }: DeskOptions): string {
		const url = new URL(`/v1/desks/${teamId}/socket`, origin);
		if (this.#alerts.at !== undefined) url.searchParams.set("alertsAfter", String(this.#alerts.at));
		return url.href;
	}

	#linkChanged(): void {
		if (this.#link.state === "live") {
			this.#tellAway();
			this.#commands.resend();
		}
		this.#publish({});
	}

	#tellAway(): void {
		if (this.#away !== undefined) this.#link.send({ type: "availability", away: this.#away });
	}

	#receive(frame: Fields): void {
		if (isDeskFrame(frame)) this.#publish(this.#apply(frame));
	}

	#apply(frame: DeskFrame): Partial<DeskView> {
		switch (frame.type) {
			case "welcome":
				return this.#welcome(frame);
			case "row":
				return this.#row(frame.row);
			case "gone":
				return this.#gone(frame.conversationId, frame.revision);
			case "alert":
				return this.#alertsView(this.#alerts.take(frame.alert, frame.change));
			case "alert_gone":
				this.#alerts.drop(frame.alertId, frame.change);
				return this.#alertsView();
			case "alerts":
				this.#alerts.page(frame);
				this.#commands.settle(frame.clientId);
				return this.#alertsView();
			case "agents":
				return { agents: frame.agents };
			case "ack":
				this.#commands.settle(frame.clientId);
				return {};
			case "error":
				if (frame.clientId !== undefined) this.#commands.refuse(frame.clientId, frame);
				return {};
		}
	}

	/** The whole truth at that moment: what we had goes, alerts aside where it says what changed of them. */
	#welcome(frame: Welcome): Partial<DeskView> {
		for (const known of [this.#rows, this.#goneAt]) known.clear();
		for (const row of frame.rows) this.#rows.set(row.conversationId, row);
		this.#total = Math.max(frame.total, frame.rows.length);
		return { ...this.#rowsView(), ...this.#alertsView(...this.#alerts.welcome(frame)), agents: frame.agents };
	}

	#row(row: DeskRow): Partial<DeskView> {
		const { conversationId, revision } = row;
		if (row.status === "resolved") return this.#gone(conversationId, revision);
		const known = this.#rows.get(conversationId)?.revision ?? this.#goneAt.get(conversationId);
		if (known !== undefined && revision < known) return {};
		// Where the desk has more rows than it showed us, an unknown one may be counted already.
		const isNew = !this.#rows.has(conversationId) && this.#rows.size === this.#total;
		if (isNew) this.#total += 1;
		this.#goneAt.delete(conversationId);
		this.#rows.set(conversationId, row);
		return this.#rowsView();
	}

	#gone(conversationId: string, revision: number): Partial<DeskView> {
		const known = this.#rows.get(conversationId)?.revision ?? this.#goneAt.get(conversationId) ?? 0;
		if (revision < known) return {};
		const wasCounted = this.#rows.delete(conversationId) || !this.#goneAt.has(conversationId);
		if (wasCounted) this.#total = Math.max(this.#rows.size, this.#total - 1);
		this.#goneAt.set(conversationId, revision);
		return this.#rowsView();
	}

	#rowsView(): Partial<DeskView> {
		return { rows: [...this.#rows.values()].sort((a, b) => newestFirst(a.lastAt, b.lastAt)), total: this.#total };
	}

	#alertsView(...acknowledged: (Alert | undefined)[]): Partial<DeskView> {
		for (const alert of acknowledged) if (alert) this.#onAcknowledged(alert);
		const alerts = this.#alerts.open.sort((a, b) => newestFirst(a.raisedAt, b.raisedAt));
		return { alerts, alertsTotal: this.#alerts.total };
	}

	#publish(changes: Partial<DeskView>): void {
		const { state, refusal, isPolling } = this.#link;
		this.#view = {
			...this.#view,
			...changes,
			link: state,
			polling: isPolling,
			...(refusal === undefined ? {} : { refusal }),
		};
		for (const listener of this.#listeners) listener();
	}
}

/** Instants in ISO 8601 with the same zone sort as text. */
function newestFirst(a: string, b: string): number {
	return a < b ? 1 : a > b ? -1 : 0;
}
