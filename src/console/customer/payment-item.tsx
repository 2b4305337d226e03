// A payment: how much, how, and what became of it: refunded, failed, disputed.
import type { Payment } from "../../protocol/card.ts";
import { formatMoney } from "../format/money.ts";
import { dateTime, relative } from "../format/time.ts";
import { Copyable } from "./copyable.tsx";
import { Due } from "./due-view.tsx";
import styles from "./item.module.css";
import { Reference } from "./reference.tsx";
import { StateBadge } from "./state-badge.tsx";
import { paidInWords } from "./troubles.ts";

export function PaymentItem({ payment, now }: { payment: Payment; now: number }) {
	const { refunded, failure, dispute, method, description } = payment;
	return (
		<>
			<div className={styles.itemHead}>
				<Reference text={description ?? method ?? "Payment"} href={payment.href} />
				<time className={styles.quiet} dateTime={payment.at} title={dateTime(payment.at)}>
					{relative(payment.at, now)}
				</time>
				<span className={styles.amount}>
					<Copyable value={formatMoney(payment.amount)} label="amount" signs="before" />
				</span>
			</div>
			{dispute && <Dispute dispute={dispute} now={now} />}
			<div className={styles.states}>
				<StateBadge {...paidInWords(payment.state, refunded, payment.amount)} />
				{description && method && <span className={styles.quiet}>{method}</span>}
				<Copyable value={payment.reference} label="payment number" className={styles.quiet} />
			</div>
			{failure && (
				<span className={styles.quiet} data-tone="bad">
					{failure}
				</span>
			)}
		</>
	);
}

function Dispute({ dispute, now }: { dispute: NonNullable<Payment["dispute"]>; now: number }) {
	const { state, amount, reason, answerBy, href } = dispute;
	return (
		<div className={styles.dispute} data-tone={state.tone}>
			<div className={styles.states}>
				<Reference text={`${formatMoney(amount)} disputed`} href={href} />
				<StateBadge {...state} />
			</div>
			{reason && <span className={styles.quiet}>{reason}</span>}
			{answerBy && (
				<span className={styles.quiet}>
					evidence <Due expectedAt={answerBy} now={now} />
				</span>
			)}
		</div>
	);
}
