// Alerts, above everything else, until somebody has acknowledged them.

import { Button, VisuallyHidden } from "@mantine/core";
import { useDisclosure, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { IconBellRinging, IconVolume } from "@tabler/icons-react";
import { useCallback, useEffect } from "react";
import { useLocation } from "wouter";
import type { Alert } from "../../protocol/desk-frames.ts";
import { useDesks } from "../desk/desks-provider.tsx";
import { useNow } from "../format/now.ts";
import { useMember } from "../session/me.ts";
import { useKeys } from "../shell/use-keys.ts";
import { sayAcknowledged, sayRefused } from "../states/said.ts";
import { concernsMe } from "./alarm.ts";
import { AlertRow } from "./alert-row.tsx";
import styles from "./alerts.module.css";
import { useDesktopNotices } from "./desktop-notice.ts";
import { useSounding } from "./sounding.ts";

/** More than this would push the conversation out of sight; the rest is counted. */
const SHOWN = 2;
const SHOWN_ON_A_PHONE = 1;

export function useSoundSwitch(): [boolean, (on: boolean) => void] {
	const [isOn, setOn] = useLocalStorage<boolean>({
		key: "heddle.sound",
		defaultValue: true,
		getInitialValueInEffect: false,
	});
	return [isOn, setOn];
}

export function AlertStack() {
	const { view, desks } = useDesks();
	const { user } = useMember();
	const [at, go] = useLocation();
	const [isOn] = useSoundSwitch();
	const [showsAll, { toggle }] = useDisclosure(false);
	const now = useNow(1_000);
	const alerts = inOrder(view.alerts, user.id);
	const sounding = useSounding(view.alerts, user.id, isOn);

	const open = useCallback(
		(alert: Alert) => alert.conversationId && go(`/conversations/${alert.conversationId}`),
		[go],
	);
	useDesktopNotices(view.alerts, user.id, open);
	useEffect(
		() => desks?.onAcknowledged((alert) => alert.acknowledged?.by.id !== user.id && sayAcknowledged(alert)),
		[desks, user.id],
	);
	const acknowledge = async (alert: Alert) => {
		const result = await desks?.acknowledge(alert.id);
		if (result && !result.ok) sayRefused(new Error(result.message));
	};
	useKeys([["a", () => alerts[0] && acknowledge(alerts[0])]]);

	const most = useMediaQuery("(max-width: 40em)") ? SHOWN_ON_A_PHONE : SHOWN;
	const shown = showsAll ? alerts : alerts.slice(0, most);
	const urgentIsSilent = isOn && sounding.state === "blocked" && alerts.some((alert) => alert.severity === "urgent");
	return (
		<section aria-label="Alerts" className={styles.stack}>
			{/* Not the rows: their ages change each second, and would be read out each time. */}
			<VisuallyHidden role="alert">{alerts[0] && `${alerts[0].severity}: ${alerts[0].event.summary}`}</VisuallyHidden>
			{urgentIsSilent && (
				<div className={styles.sound}>
					<IconBellRinging size={16} aria-hidden />
					<span>Your browser keeps Heddle silent until you allow it.</span>
					<Button
						size="compact-xs"
						variant="light"
						leftSection={<IconVolume size={14} aria-hidden />}
						onClick={sounding.enable}
					>
						Enable sound
					</Button>
				</div>
			)}
			{shown.map((alert, index) => (
				<AlertRow
					key={alert.id}
					alert={alert}
					now={now}
					isFirst={index === 0}
					onOpen={alert.conversationId && !at.includes(alert.conversationId) ? () => open(alert) : null}
					onAcknowledge={() => acknowledge(alert)}
				/>
			))}
			{view.unlistedAlerts > 0 && (showsAll || alerts.length <= most) && (
				<Button size="compact-xs" variant="subtle" color="gray" radius={0} onClick={() => desks?.olderAlerts()}>
					Show older alerts ({view.unlistedAlerts} more)
				</Button>
			)}
			{alerts.length > most && (
				<Button size="compact-xs" variant="subtle" color="gray" radius={0} onClick={toggle} aria-expanded={showsAll}>
					{showsAll ? "Show fewer" : more(alerts.length - most + view.unlistedAlerts)}
				</Button>
			)}
		</section>
	);
}

function more(count: number): string {
	return `${count} more ${count === 1 ? "alert" : "alerts"}`;
}

const RANK: Record<Alert["severity"], number> = { urgent: 0, warning: 1, info: 2 };

/** Mine before those that are a colleague's, then by severity, then the newest. */
function inOrder(alerts: readonly Alert[], me: string): Alert[] {
	return [...alerts].sort(
		(a, b) =>
			Number(concernsMe(b, me)) - Number(concernsMe(a, me)) ||
			RANK[a.severity] - RANK[b.severity] ||
			b.raisedAt.localeCompare(a.raisedAt),
	);
}
