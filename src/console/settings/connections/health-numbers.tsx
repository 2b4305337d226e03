// A connection's health in figures: calls, answer times, the system's limit, the breaker.
import { Progress } from "@mantine/core";
import type { ReactNode } from "react";
import type { ConnectionHealth } from "../../../protocol/connections.ts";
import { dateTime, relative } from "../../format/time.ts";
import styles from "./connections.module.css";
import { breakerWords, budgetShare, duration, errorShare } from "./health-words.ts";

const BUDGET_COLOURS = { plenty: "teal", some: "yellow", little: "red" } as const;
const UNKNOWN = "—";

export function HealthNumbers({ health, now }: { health: ConnectionHealth; now: number }) {
	const { calls, errors, latencyMs, budget, hooksAccepted, hooksRefused } = health;
	return (
		<dl className={styles.numbers}>
			<Figure what="Calls" value={calls.toLocaleString()} aside={calls === 0 ? "none yet" : "since it was connected"} />
			<Figure
				what="Errors"
				value={errors.toLocaleString()}
				aside={calls === 0 ? "none yet" : `${errorShare(health)} of the calls`}
			/>
			<Figure
				what="Answer time"
				value={latencyMs ? duration(latencyMs.p50) : UNKNOWN}
				aside={latencyMs ? `half within it; 99 % within ${duration(latencyMs.p99)}` : "nothing measured yet"}
			/>
			<Figure
				what="Left of the system's limit"
				value={budget ? Math.floor(budget.left).toLocaleString() : UNKNOWN}
				aside={budget ? `of ${budget.of.toLocaleString()}` : "it has not told of one"}
			>
				{budget && (
					<Progress
						mt={4}
						size="sm"
						value={budgetShare(budget).percent}
						color={BUDGET_COLOURS[budgetShare(budget).level]}
						aria-label="Left of the system's limit"
					/>
				)}
			</Figure>
			<Figure what="Breaker" value={BREAKER[health.breaker]} aside={breakerWords(health, now)} />
			<Figure
				what="Webhooks taken"
				value={hooksAccepted.toLocaleString()}
				aside={hooksRefused === 0 ? "none refused" : `${hooksRefused.toLocaleString()} refused`}
			/>
		</dl>
	);
}

const BREAKER = { closed: "Closed", open: "Open", probing: "Trying" } as const;

interface FigureProps {
	what: string;
	value: string;
	aside: string;
	children?: ReactNode;
}

function Figure({ what, value, aside, children }: FigureProps) {
	return (
		<div className={styles.number}>
			<dt>{what}</dt>
			<dd className={styles.value}>{value}</dd>
			{children && <dd>{children}</dd>}
			<dd className={styles.aside}>{aside}</dd>
		</div>
	);
}

/** When it last worked, and why it last did not. */
export function LastAnswers({
	health: { lastOkAt, lastError, state },
	now,
}: {
	health: ConnectionHealth;
	now: number;
}) {
	if (!lastOkAt && !lastError) return null;
	return (
		<dl className={`${styles.facts} ${styles.box}`}>
			<dt>Last success</dt>
			<dd>{lastOkAt ? <When at={lastOkAt} now={now} /> : "never"}</dd>
			<dt>Last error</dt>
			<dd>
				{lastError ? (
					<>
						<span className={state === "ok" ? undefined : styles.bad}>{lastError.reason}</span>{" "}
						<span className={styles.aside}>
							<When at={lastError.at} now={now} />
						</span>
					</>
				) : (
					"none"
				)}
			</dd>
		</dl>
	);
}

function When({ at, now }: { at: string; now: number }) {
	return (
		<time dateTime={at} title={dateTime(at)}>
			{relative(at, now)}
		</time>
	);
}
