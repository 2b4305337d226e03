// Every key of the console, once: for the sheet that shows them.
import { createStore } from "./store.ts";

export const KEYS: readonly { keys: readonly string[]; does: string; group: "List" | "Conversation" | "Anywhere" }[] = [
	{ keys: ["j"], does: "Next conversation", group: "List" },
	{ keys: ["k"], does: "Previous conversation", group: "List" },
	{ keys: ["Enter"], does: "Open it", group: "List" },
	{ keys: ["/"], does: "Search all messages", group: "List" },
	{ keys: ["r"], does: "Write an answer", group: "Conversation" },
	{ keys: ["n"], does: "Write an internal note", group: "Conversation" },
	{ keys: ["c"], does: "Take the conversation", group: "Conversation" },
	{ keys: ["e"], does: "Resolve or reopen", group: "Conversation" },
	{ keys: ["Enter"], does: "Send (also with Ctrl or ⌘)", group: "Conversation" },
	{ keys: ["Shift", "Enter"], does: "New line", group: "Conversation" },
	{ keys: ["/"], does: "While writing: insert from the customer's cards", group: "Conversation" },
	{ keys: ["Esc"], does: "Leave the text field", group: "Conversation" },
	{ keys: ["a"], does: "Acknowledge the first alert", group: "Anywhere" },
	{ keys: ["?"], does: "Show these keys", group: "Anywhere" },
];

export const keysSheet = createStore(false);
export const openKeysSheet = () => keysSheet.set(true);
