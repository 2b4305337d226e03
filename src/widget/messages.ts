// What the shop's page (the loader) and the chat (the frame) tell each other by postMessage. Types only, plus the mark
// by which either knows its own among everything else that is posted in a page.

export const MARK = "heddle.widget.1";

export type ToFrame =
	/** Answers `ready`. `identity`: the shop has named its customer, ask for the proof. */
	| { type: "start"; shown: boolean; identity: boolean }
	/** The panel opened or closed. `focus`: the writing field may take the focus (a phone's keyboard would jump up). */
	| { type: "shown"; shown: boolean; focus: boolean }
	/** Answers `identity-wanted`; null: the shop has none. */
	| { type: "identity"; jwt: string | null }
	/** The shop has named its customer only now. */
	| { type: "identified" }
	| { type: "logout" };

export type ToLoader =
	| { type: "ready" }
	/** The inbox's colour and the one that is read on it, as `#rrggbb`. */
	| { type: "look"; colour: string; ink: string }
	| { type: "unread"; count: number }
	| { type: "close" }
	| { type: "identity-wanted" };

/** A message as it is posted. */
export type Marked<M> = M & { mark: typeof MARK };
