// What several desks show, as one view.
import type { DeskView } from "../../client/desk.ts";
import type { LinkState } from "../../client/link.ts";
import type { Alert, DeskRow } from "../../protocol/desk-frames.ts";
import { mergeRows } from "./rows.ts";

export interface DesksView {
	/** The worst of all links: one desk that is away may hide a customer who waits. */
	link: LinkState;
	rows: readonly DeskRow[];
	/** Open conversations beyond those in `rows`. */
	unlisted: number;
	alerts: readonly Alert[];
	/** Open alerts beyond those in `alerts`. */
	unlistedAlerts: number;
	/** Agents there now, each once, whatever number of desks they sit at. */
	agents: readonly { id: string; name: string; away: boolean }[];
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
		unlistedAlerts: views.reduce((sum, view) => sum + view.alertsTotal - view.alerts.length, 0),
		alerts: [...alerts.values()].sort((a, b) => b.raisedAt.localeCompare(a.raisedAt)),
		agents: [...agents.values()],
	};
}
