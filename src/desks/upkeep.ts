// The upkeep of a desk: what its one alarm does, and what is tried again until another place has taken it.
import { z } from "zod";
import type { DeskAddress } from "../conversations/ports.ts";
import { parseJson } from "../platform/json.ts";
import { logFault } from "../platform/log.ts";
import { teamId, workspaceId } from "../protocol/ids.ts";
import { jurisdiction } from "../protocol/jurisdiction.ts";
import { ALERTS_AT_ONCE, type AlertStorage } from "./alert-storage.ts";
import type { DeskPorts } from "./ports.ts";
import type { Agent, Presence } from "./presence.ts";
import type { Ringing } from "./ringing.ts";
import type { DeskStorage } from "./storage.ts";
import type { Viewers } from "./viewers.ts";

/** A reload must not blink "nobody is there" at visitors; KV takes one write a second for a key (platform-limits.md). */
const SETTLE_MS = 2_000;
/** "Somebody is there" is looked at and renewed this often: KV forgets it after half an hour (workspaces/presence.ts). */
const RECHECK_MS = 10 * 60 * 1000;
/** What another place did not take is tried again. */
const AGAIN_MS = 30_000;

const deskAddress = z.object({ workspaceId, jurisdiction, teamId });

interface Of {
	storage: DeskStorage;
	alerts: AlertStorage;
	ringing: Ringing;
	viewers: Viewers;
	presence: Presence;
}

export class Upkeep {
	readonly #context: DurableObjectState;
	readonly #ports: DeskPorts;
	readonly #of: Of;
	#alarmAt: number | undefined;
	#publishedAt = 0;
	#climbsHeldUntil = 0;

	constructor(context: DurableObjectState, ports: DeskPorts, of: Of) {
		this.#context = context;
		this.#ports = ports;
		this.#of = of;
	}

	/** The alarm. Never throws: the platform gives up after six tries. `tell`: who is there, where somebody has gone. */
	async run(tell: (agents: Agent[]) => void): Promise<void> {
		this.#alarmAt = undefined;
		await this.#orAgain("desk_not_tidied", async () => this.#tidy());
		await this.#orAgain("presence_not_published", () => this.#publishPresence(tell));
		await this.#orAgain("alerts_not_handed_over", () => this.#handOver());
		await this.#orAgain("alerts_not_climbed", () => this.#climb());
		await this.#orAgain("alerts_not_recorded", () => this.#recordAlerts());
		await this.dismissViewers();
		this.#armForClimb();
	}

	/** Something has changed: once it has settled, the alarm tells who has to know. */
	soon(): void {
		this.#arm(SETTLE_MS);
	}

	/** Raised, moved or for somebody else: the alarm comes when the next one climbs, and at once for what is to be handed over. */
	alertsChanged(): void {
		this.#armForClimb();
		if (this.#of.alerts.moving().length > 0) this.#arm(0);
	}

	/** Closes what removed agents have open elsewhere, as much as fits one turn. */
	async dismissViewers(): Promise<void> {
		await this.#orAgain("viewers_not_dismissed", () => this.#dismissViewers());
	}

	/** An alarm does not say whose desk it woke, so the desk keeps it. */
	keepAddress({ workspaceId, jurisdiction, teamId }: DeskAddress): void {
		this.#of.storage.keepFact("address", JSON.stringify({ workspaceId, jurisdiction, teamId }));
	}

	#address(): DeskAddress | undefined {
		return deskAddress.safeParse(parseJson(this.#of.storage.fact("address") ?? "")).data;
	}

	#tidy(): void {
		const now = this.#ports.now();
		this.#of.storage.forgetGone(now);
		this.#of.alerts.forgetSettled(now);
		this.#of.viewers.forgetOld(now);
	}

	/** Closes dead sockets, and says in KV whether somebody is there: when it changes, and again and again while it is so. */
	async #publishPresence(tell: (agents: Agent[]) => void): Promise<void> {
		if (this.#of.presence.closeDead()) tell(this.#of.presence.agents());
		const address = this.#address();
		const there = this.#of.presence.agents().some((agent) => !agent.away);
		const changed = String(there) !== (this.#of.storage.fact("there") ?? "false");
		const due = there && this.#ports.now() - this.#publishedAt >= RECHECK_MS / 2;
		if (address && (changed || due)) {
			await this.#ports.publishPresence(address, there);
			this.#of.storage.keepFact("there", String(there));
			this.#publishedAt = this.#ports.now();
		}
		if (there) this.#arm(RECHECK_MS);
	}

	async #recordAlerts(): Promise<void> {
		const address = this.#address();
		const { rows, alerts } = this.#of.alerts.unrecorded();
		if (!address || rows.length === 0) return;
		await this.#ports.recordAlerts(address, alerts);
		this.#of.alerts.recorded(rows);
		if (rows.length === ALERTS_AT_ONCE) this.#arm(0);
	}

	/** To the desks to which their conversations went. Each is told until it has answered; one that is away holds up no other. */
	async #handOver(): Promise<void> {
		const address = this.#address();
		const all = this.#of.alerts.moving();
		if (!address || all.length === 0) return;
		const done = await Promise.allSettled(
			all.map(async (one) => {
				await this.#ports.handOver({ ...address, teamId: one.to }, one.alert, one.revision);
				this.#of.alerts.taken(one);
			}),
		);
		if (all.length === ALERTS_AT_ONCE) this.#arm(0);
		throwFirst(done);
	}

	/** Where nobody can say who the leads are, those that can wait for it do, and the rest climb to everybody. */
	async #climb(): Promise<void> {
		const address = this.#address();
		const due = this.#of.alerts.due(this.#ports.now());
		if (!address || due.length === 0) return;
		const [leads] = await Promise.allSettled([this.#ports.leadsOf(address)]);
		this.#of.ringing.climb(leads.status === "fulfilled" ? leads.value : undefined);
		if (due.length === ALERTS_AT_ONCE) this.#arm(0);
		if (leads.status === "rejected") this.#climbsHeldUntil = this.#ports.now() + AGAIN_MS;
		throwFirst([leads]);
	}

	async #dismissViewers(): Promise<void> {
		const address = this.#address();
		const { views, more } = this.#of.viewers.dangling();
		if (!address || views.length === 0) return;
		const done = await Promise.allSettled(
			views.map(async (view) => {
				await this.#ports.dismissFrom(address, view.conversation, view.agent);
				this.#of.viewers.forget(view);
			}),
		);
		if (more) this.#arm(0);
		throwFirst(done);
	}

	async #orAgain(event: string, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			const address = this.#address();
			logFault(event, error, address && { workspaceId: address.workspaceId, teamId: address.teamId });
			this.#arm(AGAIN_MS);
		}
	}

	#armForClimb(): void {
		const inMs = this.#nextClimbInMs();
		if (inMs !== undefined) this.#arm(inMs);
	}

	#nextClimbInMs(): number | undefined {
		const next = this.#of.alerts.nextClimbAt();
		return next === undefined
			? undefined
			: Math.max(next, this.#climbsHeldUntil, this.#ports.now()) - this.#ports.now();
	}

	#arm(inMs: number): void {
		const wished = this.#ports.now() + inMs;
		if (this.#alarmAt !== undefined && this.#alarmAt <= wished) return;
		// An object that was evicted has forgotten what it armed: it must not put off a climb.
		const climbInMs = this.#alarmAt === undefined ? this.#nextClimbInMs() : undefined;
		const at = Math.min(wished, this.#ports.now() + (climbInMs ?? inMs));
		this.#alarmAt = at;
		this.#context.waitUntil(this.#context.storage.setAlarm(at));
	}
}

function throwFirst(done: readonly PromiseSettledResult<unknown>[]): void {
	const failed = done.find((one) => one.status === "rejected");
	if (failed) throw failed.reason;
}
