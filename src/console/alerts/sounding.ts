// Sounds what is due, in one of the open tabs.
import { useEffect, useRef, useState } from "react";
import type { Alert } from "../../protocol/desk-frames.ts";
import { afterSounding, dueToSound, type SoundedByAlert } from "./alarm.ts";
import { Chime, type ChimeState } from "./chime.ts";

const LOOK_EVERY_MS = 1_000;
/** The tab that sounds holds the lock this long, so that others which look in the same moment stay silent. */
const LOCK_HELD_MS = 2_000;

const chime = new Chime();

/** `enable` goes into a click handler. `isOn: false` mutes. */
export function useSounding(
	alerts: readonly Alert[],
	me: string,
	isOn: boolean,
): { state: ChimeState; enable: () => void } {
	const [state, setState] = useState<ChimeState>(() => chime.state());
	const sounded = useRef<SoundedByAlert>(new Map());

	useEffect(() => {
		const look = () => {
			setState(chime.state());
			const now = Date.now();
			const due = dueToSound(alerts, sounded.current, me, now);
			sounded.current = afterSounding(sounded.current, alerts, isOn && chime.state() === "ready" ? due : [], now);
			if (due.length > 0 && isOn) void soundInOneTab();
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

async function soundInOneTab(): Promise<void> {
	// A tab that may not sound must not take the lock from one that may.
	if (chime.state() !== "ready") return;
	if (!navigator.locks) {
		chime.play();
		return;
	}
	await navigator.locks.request("heddle.chime", { ifAvailable: true }, async (lock) => {
		if (!lock) return;
		chime.play();
		await new Promise((resolve) => setTimeout(resolve, LOCK_HELD_MS));
	});
}
