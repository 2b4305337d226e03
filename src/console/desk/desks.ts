// The live desks of all my teams, as one.
import { DeskClient } from "../../client/desk.ts";
import type { Alert } from "../../protocol/desk-frames.ts";
import { ticketSource } from "../http/tickets.ts";
import { type DesksView, together } from "./together.ts";

export class Desks {
	view: DesksView;
	readonly #clients: readonly DeskClient[];
	readonly #listeners = new Set<() => void>();
	readonly #heard = new Set<(alert: Alert) => void>();

	constructor(teamIds: readonly string[]) {
		const onAcknowledged = (alert: Alert) => {
			for (const listener of this.#heard) listener(alert);
		};
		this.#clients = teamIds.map(
			(teamId) => new DeskClient({ origin: window.location.origin, teamId, token: ticketSource(), onAcknowledged }),
		);
		this.view = together(this.#clients.map((client) => client.view));
		for (const client of this.#clients) client.subscribe(() => this.#changed());
	}

	subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	/** A further page of each desk that has more open alerts than it shows. */
	async olderAlerts(): Promise<void> {
		await Promise.all(this.#clients.map((client) => client.olderAlerts()));
	}

	/** Calls `listener` with each alert that somebody acknowledges from now on; the answer stops that. */
	onAcknowledged = (listener: (alert: Alert) => void): (() => void) => {
		this.#heard.add(listener);
		return () => this.#heard.delete(listener);
	};

	snapshot = (): DesksView => this.view;

	/** The desk that has the alert decides; an alert that no desk has any more counts as acknowledged. */
	async acknowledge(alertId: string): ReturnType<DeskClient["acknowledge"]> {
		const client = this.#clients.find(({ view }) => view.alerts.some((alert) => alert.id === alertId));
		return client ? client.acknowledge(alertId) : { ok: true };
	}

	setAway(away: boolean): void {
		for (const client of this.#clients) client.setAway(away);
	}

	close(): void {
		for (const client of this.#clients) client.close();
		this.#listeners.clear();
		this.#heard.clear();
	}

	#changed(): void {
		this.view = together(this.#clients.map((client) => client.view));
		for (const listener of this.#listeners) listener();
	}
}
