// A jump from the strip of what needs attention to the place itself.
import { useEffect, useRef, useState } from "react";

export interface Jump {
	place: string;
	/** So that the same place can be asked for again. */
	times: number;
}

export function useJump(): [Jump | null, (place: string) => void] {
	const [jump, setJump] = useState<Jump | null>(null);
	return [jump, (place) => setJump((before) => ({ place, times: (before?.times ?? 0) + 1 }))];
}

/** For the element of a place: comes into view and takes the focus when somebody jumps to it. */
export function useArrival<E extends HTMLElement>(place: string, jump: Jump | null) {
	const element = useRef<E>(null);
	const times = jump?.place === place ? jump.times : 0;
	useEffect(() => {
		if (times === 0) return;
		element.current?.scrollIntoView({ block: "nearest" });
		element.current?.focus({ preventScroll: true });
	}, [times]);
	return element;
}
