// The browser's own notification, for alerts that come or climb while the page is out of sight.
import { useEffect } from "react";
import type { Alert } from "../../protocol/desk-frames.ts";
import { afterSounding, dueToTell, stepFor } from "./alarm.ts";
import { inOneTab, remember, remembered } from "./shared-memory.ts";

/** Tabs out of sight leave a tab in sight this long to say that its person has the alert before them. */
const AFTER_VISIBLE_MS = 500;
/** Long enough for another tab to see what this one has written. */
const LOCK_HELD_MS = 300;
/** A tab that found the lock taken looks again. */
const LOOK_EVERY_MS = 2_000;

export function useDesktopNotices(alerts: readonly Alert[], me: string, open: (alert: Alert) => void): void {
	useEffect(() => {
		const look = () => {
			if (dueToTell(alerts, remembered("told", me), me).length > 0)
				void inOneTab("told", LOCK_HELD_MS, () => tellDue(alerts, me, open));
		};
		const first = setTimeout(look, document.visibilityState === "hidden" ? AFTER_VISIBLE_MS : 0);
		const timer = setInterval(look, LOOK_EVERY_MS);
		return () => {
			clearTimeout(first);
			clearInterval(timer);
		};
	}, [alerts, me, open]);
}

function tellDue(alerts: readonly Alert[], me: string, open: (alert: Alert) => void): void {
	const due = dueToTell(alerts, remembered("told", me), me);
	if (due.length === 0) return;
	remember("told", me, afterSounding(remembered("told", me), alerts, due, me, Date.now()));
	if (document.visibilityState === "hidden") for (const alert of due) notify(alert, me, open);
}

function notify(alert: Alert, me: string, open: (alert: Alert) => void): void {
	if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
	const notice = new Notification(alert.event.summary, {
		body: alert.ruleName,
		tag: stepFor(alert, me),
		requireInteraction: alert.severity === "urgent",
	});
	notice.onclick = () => {
		window.focus();
		notice.close();
		open(alert);
	};
}
