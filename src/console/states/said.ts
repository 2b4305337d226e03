// Short notices about what has just been done or refused.
import { notifications } from "@mantine/notifications";
import type { Alert } from "../../protocol/desk-frames.ts";
import { sentenceOf } from "./failure.tsx";

export function sayDone(message: string): void {
	notifications.show({ message, color: "teal", autoClose: 3_000 });
}

export function sayRefused(error: unknown): void {
	notifications.show({ title: "That did not work", message: sentenceOf(error), color: "red", autoClose: 8_000 });
}

/** A colleague took care of it: an alert must not just vanish. Two desks may tell of it; it is shown once. */
export function sayAcknowledged({ id, acknowledged, event }: Alert): void {
	const title = `${acknowledged?.by.name ?? "Somebody"} acknowledged`;
	notifications.show({ id: `acknowledged ${id}`, title, message: event.summary, color: "gray", autoClose: 6_000 });
}
