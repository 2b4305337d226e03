// Short notices about what has just been done or refused.
import { notifications } from "@mantine/notifications";
import { sentenceOf } from "./failure.tsx";

export function sayDone(message: string): void {
	notifications.show({ message, color: "teal", autoClose: 3_000 });
}

export function sayRefused(error: unknown): void {
	notifications.show({ title: "That did not work", message: sentenceOf(error), color: "red", autoClose: 8_000 });
}
