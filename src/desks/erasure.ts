// What is left of an alert when the law has somebody's data forgotten: that it rang, for which rule, and what became of it.
import { ERASED, erasedEvent } from "../conversations/erasure.ts";
import type { Alert } from "../protocol/desk-frames.ts";

/** The same object where there is nothing to erase. */
export function erasedAlert(alert: Alert): Alert {
	if (alert.customer === null && alert.event.summary === ERASED) return alert;
	return { ...alert, customer: null, event: erasedEvent(alert.event) };
}
