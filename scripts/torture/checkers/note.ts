// Internal things in a visitor's frames: any byte of a note, an entry of an internal kind, or staff's own numbers and ids.
import { type History, NOTE_MARK } from "../history.ts";

/** As JSON spells them. The load writes none of these words into a text. */
const INTERNAL = [
	NOTE_MARK,
	'"kind":"note"',
	'"kind":"assignment"',
	'"kind":"identified"',
	'"kind":"priority"',
	'"kind":"tag"',
	'"kind":"event"',
	'"publicSeq"',
	'"revision"',
	'"assignee"',
	'"type":"state"',
	'"type":"card"',
	"usr_",
	"tem_",
];

export function note(history: History): string[] {
	return history.events.flatMap((event) => {
		if (event.is !== "frame") return [];
		const found = INTERNAL.find((words) => event.raw.includes(words));
		return found ? [`visitor's socket ${event.socket} got ${found} in ${event.raw.slice(0, 200)}`] : [];
	});
}
