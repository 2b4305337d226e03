// Sounds what is due, in one of the open tabs.
import { useEffect, useState } from "react";
import type { Alert } from "../../protocol/desk-frames.ts";
import { afterSounding, dueToSound } from "./alarm.ts";
import { Chime, type ChimeState } from "./chime.ts";
import { inOneTab, remember, remembered } from "./shared-memory.ts";

const LOOK_EVERY_MS = 1_000;
const LOCK_HELD_MS = 2_000;

const chime = new Chime();

/** `enable` goes into a click handler. `isOn: false` mutes. */
export function useSounding(
	alerts: readonly Alert[],
	me: string,
	isOn: boolean,
): { state: ChimeState; enable: () => void } {
	const [state, setState] = useState<ChimeState>(() => chime.state());

	useEffect(() => {
		const look = () => {
			setState(chime.state());
			// A tab that may not sound must not take the lock from one that may.
			if (isOn && chime.state() === "ready" && dueNow(alerts, me).length > 0)
				void inOneTab("sounded", LOCK_HELD_MS, () => soundDue(alerts, me));
		};
		look();
		const timer = setInterval(look, LOOK_EVERY_MS);
		return () => clearInterval(timer);
	}, [alerts, me, isOn]);

	// Any touch of the page unlocks its sound, so most people never see the button.
	useEffect(() => {
		const unlock = () => void chime.unlock().then(setState);
		window.addEventListener("pointerdown", unlock, { once: true });
		window.addEventListener("keydown", unlock, { once: true });
		return () => {
			window.removeEventListener("pointerdown", unlock);
			window.removeEventListener("keydown", unlock);
		};
	}, []);

	return {
		state,
		enable: () =>
			void chime
				.unlock()
				.then(setState)
				.then(() => chime.play()),
	};
}

function dueNow(alerts: readonly Alert[], me: string): Alert[] {
	return dueToSound(alerts, remembered("sounded", me), me, Date.now());
}

/** Looks again, behind the lock: another tab may have been first. Remembered before it sounds: a crash in between repeats nothing. */
function soundDue(alerts: readonly Alert[], me: string): void {
	const due = dueNow(alerts, me);
	if (due.length === 0) return;
	remember("sounded", me, afterSounding(remembered("sounded", me), alerts, due, me, Date.now()));
	chime.play();
}
