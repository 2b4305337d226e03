// The console's single keys: never while somebody types, or has a dialog or menu open.
import { useHotkeys } from "@mantine/hooks";

/** Keys that may be held down; the others act once for each press. */
const REPEATS = new Set(["j", "k"]);
const ELSEWHERE = '[role="dialog"], [role="menu"], [role="listbox"]';

/** As `useHotkeys` of Mantine, which leaves text fields alone by itself. */
export function useKeys(keys: readonly (readonly [string, () => unknown])[]): void {
	useHotkeys(
		keys.map(([key, act]) => [
			key,
			(event) => {
				if (event.repeat && !REPEATS.has(key)) return;
				if (event.target instanceof Element && event.target.closest(ELSEWHERE)) return;
				act();
			},
		]),
	);
}
