// The live desks of all my teams, as one.
import { DeskClient, type DeskView } from "../../client/desk.ts";
import type { LinkState } from "../../client/link.ts";
import type { Alert, DeskRow } from "../../protocol/desk-frames.ts";
import { ticketSource } from "../http/tickets.ts";
import { mergeRows } from "./rows.ts";

export interface DesksView {
	/** The worst of all links: one desk that is away may hide a customer who waits. */
	link: LinkState;
	rows: readonly DeskRow[];
	/** Open conversations beyond those in `rows`. */
	unlisted: number;
	alerts: readonly Alert[];
	/** Agents there now, each once, whatever number of desks they sit at. */
	agents: readonly { id: string; name: string; away: boolean }[];
}

export class Desks {
	view: DesksView;
	readonly #clients: readonly DeskClient[];
	readonly #listeners = new Set<() => void>();

	constructor(teamIds: readonly string[]) {
		this.#clients = teamIds.map(
			(teamId) => new DeskClient({ origin: window.location.origin, teamId, token: ticketSource() }),
		);
		this.view = together(this.#clients.map((client) => client.view));
		for (const client of this.#clients) client.subscribe(() => this.#changed());
	}

	subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
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
	}

	#changed(): void {
		this.view = together(this.#clients.map((client) => client.view));
		for (const listener of this.#listeners) listener();
	}
}

const WORST_FIRST: readonly LinkState[] = ["refused", "offline", "connecting", "catching_up", "live"];

/** Views of several desks as one. */
export function together(views: readonly DeskView[]): DesksView {
	const rows = mergeRows(views.map((view) => view.rows));
	const total = views.reduce((sum, view) => sum + view.total, 0);
	const alerts = new Map(views.flatMap((view) => view.alerts).map((alert) => [alert.id, alert]));
	const agents = new Map(views.flatMap((view) => view.agents).map((agent) => [agent.id, agent]));
	return {
		link: WORST_FIRST.find((state) => views.some((view) => view.link === state)) ?? "live",
		rows,
		unlisted: Math.max(0, total - rows.length),
		alerts: [...alerts.values()].sort((a, b) => b.raisedAt.localeCompare(a.raisedAt)),
		agents: [...agents.values()],
	};
}
