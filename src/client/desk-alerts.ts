// A desk's alerts as one agent's client knows them: each once, by the number of its newest change.
import type { Alert, DeskFrame } from "../protocol/desk-frames.ts";

type FrameOf<Type extends DeskFrame["type"]> = Extract<DeskFrame, { type: Type }>;

/** Settled ones that are remembered, so that a late frame does not bring them back: a busy day's worth. */
const MOST_SETTLED = 2_000;

export class DeskAlerts {
	readonly #open = new Map<string, Alert>();
	/** Newest known changes, of open ones and of those in `#settled`. */
	readonly #changes = new Map<string, number>();
	readonly #settled = new Set<string>();
	#total = 0;
	#at: number | undefined;
	#oldest: string | undefined;

	/** Not acknowledged by anybody, in no order. */
	get open(): Alert[] {
		return [...this.#open.values()];
	}

	/** How many the desk has. */
	get total(): number {
		return Math.max(this.#total, this.#open.size);
	}

	/** The cursor for the next connection; undefined where the server gives none. */
	get at(): number | undefined {
		return this.#at;
	}

	/** Where the next older page begins; undefined where nothing is known to be older. */
	get olderThan(): string | undefined {
		return this.#total > this.#open.size ? this.#oldest : undefined;
	}

	/** All that there is, or what changed since the cursor. Answers with those that were acknowledged meanwhile. */
	welcome({ alerts, alertsTotal, alertsAt, alertsSince, alertsGone = [] }: FrameOf<"welcome">): Alert[] {
		// From an older cursor than ours it says some things again, which does no harm.
		const goesOn = alertsSince !== undefined && this.#at !== undefined && alertsSince <= this.#at;
		if (!goesOn) {
			for (const known of [this.#open, this.#changes, this.#settled]) known.clear();
			this.#oldest = alerts.at(-1)?.id;
		}
		for (const id of alertsGone) this.#settle(id);
		for (const alert of alerts) if (alert.acknowledged === null) this.#settled.delete(alert.id);
		const acknowledged = alerts.flatMap((alert) => this.take(alert) ?? []);
		this.#total = alertsTotal;
		this.#at = alertsAt;
		return acknowledged;
	}

	/** Raised or changed. Answers with it where it was open until now and somebody has acknowledged it. */
	take(alert: Alert, change?: number): Alert | undefined {
		if (!this.#isNews(alert.id, change)) return undefined;
		if (alert.acknowledged !== null) return this.#settle(alert.id) ? alert : undefined;
		// A number says that it has come back to this desk; without one it is a late frame.
		if (change === undefined && this.#settled.has(alert.id)) return undefined;
		this.#settled.delete(alert.id);
		// Where the desk has more than it showed us, an unknown one may be counted already.
		if (!this.#open.has(alert.id) && this.#open.size === this.#total) this.#total += 1;
		this.#open.set(alert.id, alert);
		return undefined;
	}

	/** It has moved to another desk. */
	drop(id: string, change: number): void {
		if (this.#isNews(id, change)) this.#settle(id);
	}

	page({ alerts, more }: FrameOf<"alerts">): void {
		for (const alert of alerts)
			if (!this.#open.has(alert.id) && !this.#settled.has(alert.id)) this.#open.set(alert.id, alert);
		this.#oldest = alerts.at(-1)?.id ?? this.#oldest;
		this.#total = more ? Math.max(this.#total, this.#open.size + 1) : this.#open.size;
	}

	#isNews(id: string, change: number | undefined): boolean {
		if (change === undefined) return true;
		if (change <= (this.#changes.get(id) ?? 0)) return false;
		this.#changes.set(id, change);
		this.#at = Math.max(this.#at ?? 0, change);
		return true;
	}

	/** Whether it was open until now. */
	#settle(id: string): boolean {
		const wasOpen = this.#open.delete(id);
		if (wasOpen || !this.#settled.has(id)) this.#total = Math.max(this.#open.size, this.#total - 1);
		this.#settled.add(id);
		for (const oldest of this.#settled) {
			if (this.#settled.size <= MOST_SETTLED) break;
			this.#settled.delete(oldest);
			this.#changes.delete(oldest);
		}
		return wasOpen;
	}
}
