// The SDK's promise: what it was given is in the log once and in that order, and what it shows is the log.
import { type History, publicWords, type SdkView } from "../history.ts";

export function sdk(history: History): string[] {
	return history.sdk.flatMap((view) => [...wrongSending(history, view), ...wrongShowing(history, view)]);
}

function wrongSending(history: History, view: SdkView): string[] {
	const given = new Set(view.given);
	const found = history.final.agent.flatMap(({ content }) => (given.has(content.text ?? "") ? [content.text] : []));
	return [
		...view.unsent.map((text) => `the SDK has not sent "${text}"`),
		...view.given.flatMap((text, index) =>
			found[index] === text ? [] : [`the SDK sent "${text}" as its number ${index + 1}, the log has "${found[index]}"`],
		),
		...found.slice(view.given.length).map((text) => `the SDK's "${text}" is in the log once too often`),
	];
}

function wrongShowing(history: History, { side, entries, hasBefore }: SdkView): string[] {
	const log = history.final[side];
	const first = entries[0]?.seq ?? 1;
	const due = log.filter(({ seq }) => seq >= first);
	return [
		...(entries.length === due.length
			? []
			: [`the SDK shows ${entries.length} entries from seq ${first}, not ${due.length}`]),
		...(hasBefore || first === 1 ? [] : [`the SDK shows nothing before seq ${first}, and says that this is all`]),
		...entries.flatMap((entry, index) => {
			const shouldBe = due[index];
			const same = shouldBe && shouldBe.seq === entry.seq && publicWords(shouldBe) === publicWords(entry);
			return same ? [] : [`the SDK shows ${publicWords(entry)} as seq ${entry.seq}`];
		}),
	];
}
