// window.Heddle: what a shop's own code can say, also before this script has come.
import type { Identity, Panel } from "./panel.ts";

export type Command =
	| ["identify", Identity]
	| ["logout"]
	| ["open"]
	| ["close"]
	| ["on", "unread", (count: number) => void];

declare global {
	interface Window {
		/** A plain array until the loader has come. */
		Heddle?: Command[] | { push(...commands: Command[]): void };
	}
}

export function takeCommands(panel: Panel): void {
	const waiting = Array.isArray(window.Heddle) ? window.Heddle : [];
	const push = (...commands: Command[]) => {
		for (const command of commands) obey(panel, command);
	};
	window.Heddle = { push };
	push(...waiting);
}

function obey(panel: Panel, command: Command): void {
	switch (command[0]) {
		case "identify":
			panel.identify(command[1]);
			break;
		case "logout":
			panel.logout();
			break;
		case "open":
			panel.show(true);
			break;
		case "close":
			panel.show(false);
			break;
		case "on":
			panel.onUnread(command[2]);
			break;
		default:
			// Shops are not type-checked.
			console.warn("Heddle: unknown command", command);
	}
}
