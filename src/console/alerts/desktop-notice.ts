// The browser's own notification, for alerts that come while the page is out of sight.
import { useEffect, useRef } from "react";
import type { Alert } from "../../protocol/desk-frames.ts";
import { concernsMe } from "./alarm.ts";

export function useDesktopNotices(alerts: readonly Alert[], me: string, open: (alert: Alert) => void): void {
	const shown = useRef(new Set<string>());
	useEffect(() => {
		for (const alert of alerts) {
			if (shown.current.has(alert.id) || !concernsMe(alert, me)) continue;
			shown.current.add(alert.id);
			if (document.visibilityState === "hidden") notify(alert, open);
		}
	}, [alerts, me, open]);
}

function notify(alert: Alert, open: (alert: Alert) => void): void {
	if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
	// One tag for one alert: several tabs show it once.
	const notice = new Notification(alert.event.summary, {
		body: alert.ruleName,
		tag: alert.id,
		requireInteraction: alert.severity === "urgent",
	});
	notice.onclick = () => {
		window.focus();
		notice.close();
		open(alert);
	};
}
