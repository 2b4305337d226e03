// The moment that a screen is drawn at.
import { useEffect, useState } from "react";

/** The time in ms, renewed every `everyMs` while the component is on screen. */
export function useNow(everyMs: number): number {
	const [now, setNow] = useState(Date.now);
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), everyMs);
		return () => clearInterval(timer);
	}, [everyMs]);
	return now;
}
