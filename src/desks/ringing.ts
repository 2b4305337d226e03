// Ringing: an alert from its raising until one person acknowledges it, through climbs and moves. Storage first, frames after.
import { instantOf } from "../platform/world.ts";
import type { Alert, DeskFrame, DeskRow } from "../protocol/desk-frames.ts";
import { type Result, refuse } from "../protocol/errors.ts";
import type { AlertId, ConversationId, UserId } from "../protocol/ids.ts";
import type { AlertStorage } from "./alert-storage.ts";
import { climbed, moved, reassigned } from "./climbing.ts";
import { erasedAlert } from "./erasure.ts";
import type { DeskStorage, LeftTo } from "./storage.ts";

type Welcome = Extract<DeskFrame, { type: "welcome" }>;

export class Ringing {
	readonly #alerts: AlertStorage;
	readonly #conversations: DeskStorage;
	readonly #now: () => number;
	readonly #tell: (frame: DeskFrame) => void;

	constructor(alerts: AlertStorage, conversations: DeskStorage, now: () => number, tell: (frame: DeskFrame) => void) {
		this.#alerts = alerts;
		this.#conversations = conversations;
		this.#now = now;
		this.#tell = tell;
	}

	/**
	 * True the first time. `asOf`: handed over by another desk, because the conversation had come here as of that revision;
	 * undefined: raised by an event. Where the conversation has left by a later one, the alert follows without a sound.
	 */
	raise(alert: Alert, asOf?: number): boolean {
		if (!this.#alerts.add(alert, asOf === undefined)) return false;
		const left = alert.conversationId && this.#conversations.leftTo(alert.conversationId);
		if (left && left.revision > (asOf ?? 0))
			this.#alerts.move(moved(alert, onlyTeam(left), this.#now()), left.revision);
		else this.#tell({ type: "alert", alert, change: this.#alerts.at });
		return true;
	}

	/** One person acknowledges; the second is told that it is done. */
	acknowledge(id: AlertId, by: { id: UserId; name: string }): Result<object> {
		const alert = this.#alerts.getOpen(id);
		if (!alert) return this.#alerts.get(id)?.acknowledged ? { ok: true } : refuse("not_found");
		this.#change({ ...alert, acknowledged: { by, at: instantOf(this.#now()) } });
		return { ok: true };
	}

	/** Alerts about a conversation are for whoever has it. */
	follow({ conversationId, assignee }: DeskRow): void {
		for (const alert of this.#alerts.openOf(conversationId)) {
			const changed = reassigned(alert, assignee?.id ?? null, this.#now());
			if (changed) this.#change(changed);
		}
	}

	/** The conversation's open alerts leave with it; `Upkeep` brings them to the other desk. */
	leave(conversation: ConversationId): void {
		const left = this.#conversations.leftTo(conversation);
		if (!left) return;
		for (const alert of this.#alerts.openOf(conversation)) {
			const change = this.#alerts.move(moved(alert, onlyTeam(left), this.#now()), left.revision);
			this.#tell({ type: "alert_gone", alertId: alert.id, teamId: left.teamId, change });
		}
	}

	/** Those whose time has come. `leads`: of this team; undefined where nobody can say now. */
	climb(leads: readonly UserId[] | undefined): void {
		for (const alert of this.#alerts.due(this.#now())) {
			const higher = climbed(alert, leads, this.#now());
			if (higher) this.#change(higher);
		}
	}

	/** The law has somebody forgotten: what is left of these alerts takes their places, and who sees them is told. */
	erase(ids: readonly AlertId[]): void {
		for (const id of ids) {
			const alert = this.#alerts.get(id);
			const left = alert && erasedAlert(alert);
			if (!left || left === alert) continue;
			const change = this.#alerts.rewrite(left);
			if (this.#alerts.getOpen(id)) this.#tell({ type: "alert", alert: left, change });
		}
	}

	/** A welcome's part: what changed after that number, or, where that cannot be said, the newest open ones. */
	welcome(after?: number): Pick<Welcome, "alerts" | "alertsTotal" | "alertsAt" | "alertsSince" | "alertsGone"> {
		const head = { alertsTotal: this.#alerts.total, alertsAt: this.#alerts.at };
		const news = after === undefined ? undefined : this.#alerts.since(after);
		if (after === undefined || !news) return { ...head, alerts: this.#alerts.open().alerts };
		return { ...head, alerts: news.alerts, alertsSince: after, alertsGone: news.gone };
	}

	#change(alert: Alert): void {
		this.#tell({ type: "alert", alert, change: this.#alerts.change(alert) });
	}
}

function onlyTeam({ teamId, assigneeId }: LeftTo): LeftTo {
	return { teamId, assigneeId };
}
