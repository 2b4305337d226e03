// Who the customer is, and above all whether that is proven.
import { Avatar, Badge, Text } from "@mantine/core";
import { IconAlertTriangle, IconRosetteDiscountCheckFilled } from "@tabler/icons-react";
import type { CustomerState } from "../../protocol/conversation-frames.ts";
import { nameOf } from "../desk/rows.ts";
import { Copyable } from "./copyable.tsx";
import styles from "./customer.module.css";

export function Identity({ customer }: { customer: CustomerState }) {
	const { verified, email, phone, externalId, locale } = customer;
	const claims = Boolean(customer.name || email || phone);
	return (
		<section aria-label="Identity" className={styles.identity}>
			<div className={styles.identityHead}>
				<Avatar name={nameOf(customer)} color="initials" size={44} aria-hidden />
				<div>
					<Text fw={650} truncate>
						{nameOf(customer)}
					</Text>
					{verified ? (
						<Badge color="weft" leftSection={<IconRosetteDiscountCheckFilled size={13} aria-hidden />}>
							Verified by the shop
						</Badge>
					) : (
						<Badge
							color={claims ? "yellow" : "gray"}
							leftSection={claims && <IconAlertTriangle size={12} aria-hidden />}
						>
							{claims ? "Unverified" : "Anonymous"}
						</Badge>
					)}
				</div>
			</div>
			{!verified && claims && (
				<p className={styles.unproven}>
					Typed by the visitor, not proven. Do not give out anything about an account or an order on the strength of it.
				</p>
			)}
			{(email || phone || externalId || locale) && (
				<div className={styles.facts}>
					{email && <Copyable value={email} label="e-mail address" className={styles.quiet} />}
					{phone && <Copyable value={phone} label="phone number" className={styles.quiet} />}
					{externalId && <Copyable value={externalId} label="customer number" className={styles.quiet} />}
					{locale && <span className={styles.quiet}>Speaks {languageName(locale)}</span>}
				</div>
			)}
		</section>
	);
}

function languageName(locale: string): string {
	try {
		return new Intl.DisplayNames(undefined, { type: "language" }).of(locale) ?? locale;
	} catch {
		// A visitor's browser may send a tag that Intl refuses.
		return locale;
	}
}
