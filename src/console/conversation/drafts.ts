// What an agent has begun to write, kept for each conversation until it is sent.
import { useLocalStorage } from "@mantine/hooks";
import { DRAFT_PREFIX } from "../session/leaving.ts";

export type Mode = "message" | "note";

/** A draft survives changes of conversation and reloads; the same conversation in two tabs shows the same draft. */
export function useDraft(conversationId: string, mode: Mode): [string, (text: string) => void] {
	const [draft, setDraft, removeDraft] = useLocalStorage<string>({
		key: `${DRAFT_PREFIX}${mode}.${conversationId}`,
		defaultValue: "",
		getInitialValueInEffect: false,
		serialize: (text) => text,
		deserialize: (text) => text ?? "",
	});
	return [draft, (text) => (text === "" ? removeDraft() : setDraft(text))];
}
