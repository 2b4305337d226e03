// The drain: brings the log to Postgres and the row to the desk, on the object's one alarm.
import { type LogFields, log, logFault } from "../platform/log.ts";
import type { DeskRow } from "../protocol/desk-frames.ts";
import type { UserId } from "../protocol/ids.ts";
import type { ConversationLog } from "./log.ts";
import { advanced, CONFIRM_WITHIN_MS, FULL_ENTRIES, GATHER_MS, MOST_UNDER_WAY, type Range } from "./outbox.ts";
import type { ConversationPorts, DeskAddress } from "./ports.ts";
import type { State } from "./state.ts";
import { marks } from "./views.ts";

/** The longest wait between two resends: half an hour without Postgres costs a conversation about seven messages. */
const LONGEST_BACK_OFF_MS = 8 * 60 * 1000;

export class Drain {
	readonly #context: DurableObjectState;
	readonly #log: ConversationLog;
	readonly #ports: ConversationPorts;
	#alarmAt: number | undefined;
	/** Flushes that Postgres has not confirmed, in the order of their entries. */
	#underWay: { to: number; overdueAt: number }[] = [];
	/** Confirmations that came before one of earlier entries. */
	#early: Range[] = [];
	/** How many may be under way: one, until Postgres has answered to one. */
	#most = 1;
	#hurry = false;
	#shownRevision = 0;
	#readsDirty = false;

	constructor(context: DurableObjectState, conversation: ConversationLog, ports: ConversationPorts) {
		this.#context = context;
		this.#log = conversation;
		this.#ports = ports;
		if (this.#isBehind()) context.waitUntil(this.#armIfNone());
	}

	/** After each commit. `atOnce`: a state changed or a customer begins to wait. Else it gathers for five seconds. */
	changed(atOnce: boolean): void {
		if (!atOnce) {
			this.#arm(GATHER_MS);
			// Once for so many: where the queue refuses, the alarm comes back to it, and not each message.
			if (this.#unsent % FULL_ENTRIES === 0) this.#context.waitUntil(this.#flush());
			return;
		}
		this.#hurry = true;
		this.#arm(CONFIRM_WITHIN_MS);
		this.#context.waitUntil(Promise.all([this.#flush(), this.#show(), this.#leaveDesks()]));
	}

	readsChanged(): void {
		this.#readsDirty = true;
		this.#arm(GATHER_MS);
	}

	/** Postgres has them. Goes on with what came meanwhile; lets the object sleep when there is nothing more. */
	async confirm(from: number, to: number): Promise<void> {
		const { cursor, early } = advanced(this.#log.confirmed, [...this.#early, { from, to }]);
		if (this.#log.confirm(cursor)) this.#readsDirty = false;
		this.#early = early.slice(-MOST_UNDER_WAY);
		this.#underWay = this.#underWay.filter((flush) => flush.to > cursor);
		this.#most = MOST_UNDER_WAY;
		while ((this.#hurry || this.#unsent >= FULL_ENTRIES) && (await this.#flush()));
		if (this.#isBehind()) return this.#arm(GATHER_MS);
		if (this.#readsDirty || this.#isUnshown()) return;
		this.#alarmAt = undefined;
		if (!this.#armForLater()) await this.#context.storage.deleteAlarm();
	}

	/** The alarm. Never throws: the platform would give up after six tries. */
	async run(): Promise<void> {
		this.#alarmAt = undefined;
		try {
			this.#giveUpOverdue();
			this.#saveReads();
			await Promise.all([this.#flush(), this.#show(), this.#leaveDesks()]);
		} catch (error) {
			logFault("drain_failed", error, this.#fields());
		}
		if (this.#isBehind() || this.#isUnshown()) this.#arm(this.#backOff());
		this.#armForLater();
	}

	/** An agent has opened the conversation. `dismiss` is called where they were removed since their ticket was issued. */
	noteViewer(agent: UserId, issuedAtS: number, dismiss: () => void): void {
		const state = this.#log.state;
		if (!state) return;
		const note = async () => {
			if (await this.#ports.noteViewer(deskOf(state), state.id, agent, issuedAtS)) dismiss();
		};
		this.#context.waitUntil(this.#quietly("viewer_not_noted", note));
	}

	/** False where there was nothing to send, too much is under way already, or the queue did not take it. */
	async #flush(): Promise<boolean> {
		const state = this.#log.state;
		if (!state || this.#underWay.length >= this.#most) return false;
		const flush = this.#log.flushAfter(this.#sentUpTo);
		const lastAt = flush && this.#log.timeOf(flush.to);
		if (!flush || !lastAt) return false;
		this.#hurry = flush.to < this.#log.head.seq && this.#hurry;
		const sending = { to: flush.to, overdueAt: this.#ports.now() + this.#backOff() };
		this.#underWay.push(sending);
		const { preview } = this.#log.summary();
		const sent = await this.#quietly("history_not_sent", () =>
			this.#ports.sendHistory({
				version: 2,
				workspaceId: state.workspaceId,
				jurisdiction: state.jurisdiction,
				conversation: {
					id: state.id,
					inboxId: state.inboxId,
					teamId: state.teamId,
					assigneeId: state.assignee?.id ?? null,
					status: state.status,
					preview: preview?.text ?? null,
					revision: flush.to,
					createdAt: state.createdAt,
					lastAt,
				},
				customer: state.customer,
				...flush,
			}),
		);
		if (!sent) this.#underWay = this.#underWay.filter(({ to }) => to < flush.to);
		return sent;
	}

	/** Where one is overdue, all that came after it may be lost as well: it begins again, with one. */
	#giveUpOverdue(): void {
		const now = this.#ports.now();
		// Nothing is due so late: then the platform's clock has jumped back.
		const isOverdue = (at: number) => at <= now || at > now + LONGEST_BACK_OFF_MS;
		if (!this.#underWay.some(({ overdueAt }) => isOverdue(overdueAt))) return;
		this.#underWay = [];
		this.#most = 1;
	}

	async #show(): Promise<void> {
		const state = this.#log.state;
		const revision = this.#log.head.seq;
		if (!state || revision <= this.#shownRevision) return;
		const before = this.#shownRevision;
		this.#shownRevision = revision;
		const shown = await this.#quietly("desk_not_told", () =>
			this.#ports.showOnDesk(deskOf(state), this.#row(state, revision)),
		);
		if (!shown && this.#shownRevision === revision) this.#shownRevision = before;
	}

	/** Told until each has answered. One that has the conversation again by then knows a higher revision. */
	async #leaveDesks(): Promise<void> {
		for (const teamId of this.#log.state?.leaving ?? []) {
			const state = this.#log.state;
			if (!state) return;
			const left = await this.#quietly("desk_not_left", () =>
				this.#ports.leaveDesk({ ...deskOf(state), teamId }, state.id, this.#log.head.seq, {
					teamId: state.teamId,
					assigneeId: state.assignee?.id ?? null,
				}),
			);
			const now = this.#log.state;
			if (left && now) this.#log.save({ ...now, leaving: now.leaving.filter((other) => other !== teamId) });
		}
	}

	#row(state: State, revision: number): DeskRow {
		const { id, verified, name, email } = state.customer;
		return {
			conversationId: state.id,
			inboxId: state.inboxId,
			teamId: state.teamId,
			revision,
			status: state.status,
			assignee: state.assignee,
			...marks(state),
			customer: { id, verified, ...(name && { name }), ...(email && { email }) },
			...this.#log.summary(),
			lastAt: new Date(this.#log.head.at).toISOString(),
		};
	}

	#saveReads(): void {
		const state = this.#log.state;
		if (state && this.#readsDirty) this.#log.save(state);
		this.#readsDirty = false;
	}

	get #sentUpTo(): number {
		return this.#underWay.at(-1)?.to ?? this.#log.confirmed;
	}

	get #unsent(): number {
		return this.#log.head.seq - this.#sentUpTo;
	}

	#isBehind(): boolean {
		return this.#log.confirmed < this.#log.head.seq;
	}

	/** As long again as the oldest entry has waited: it doubles by itself, and a sleeping object does not forget it. */
	#backOff(): number {
		const since = this.#isBehind() ? this.#log.timeOf(this.#log.confirmed + 1) : undefined;
		const waitedMs = since ? this.#ports.now() - Date.parse(since) : 0;
		return Math.min(Math.max(waitedMs, 0) + CONFIRM_WITHIN_MS, LONGEST_BACK_OFF_MS);
	}

	#isUnshown(): boolean {
		return this.#shownRevision < this.#log.head.seq || (this.#log.state?.leaving.length ?? 0) > 0;
	}

	/** For the first message that waits for the end of quiet hours. False where none waits. */
	#armForLater(): boolean {
		const dues = this.#log.state?.later.map(({ dueMs }) => dueMs) ?? [];
		if (dues.length > 0) this.#arm(Math.max(Math.min(...dues) - this.#ports.now(), 0));
		return dues.length > 0;
	}

	/** One alarm an object, set only when none is earlier: arming is a row written. */
	#arm(inMs: number): void {
		const at = this.#ports.now() + inMs;
		if (this.#alarmAt !== undefined && this.#alarmAt <= at) return;
		this.#alarmAt = at;
		this.#context.waitUntil(this.#context.storage.setAlarm(at));
	}

	async #armIfNone(): Promise<void> {
		const set = await this.#context.storage.getAlarm();
		if (set !== null) this.#alarmAt ??= set;
		else this.#arm(GATHER_MS);
	}

	#fields(): LogFields {
		const { state } = this.#log;
		return state ? { workspaceId: state.workspaceId, conversationId: state.id } : {};
	}

	async #quietly(event: string, work: () => Promise<void>): Promise<boolean> {
		const fields = this.#fields();
		try {
			await work();
			return true;
		} catch (error) {
			logFault(event, error, fields);
			log("will_try_again", fields);
			return false;
		}
	}
}

function deskOf(state: State): DeskAddress {
	return { workspaceId: state.workspaceId, jurisdiction: state.jurisdiction, teamId: state.teamId };
}
