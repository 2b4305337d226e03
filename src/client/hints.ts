/// <reference lib="dom" />
// What a page knows sooner than its sockets: the network came or went, somebody looks at it again.

export interface Hints {
	/** Calls `listener` at each hint; the answer stops that. */
	watch(listener: () => void): () => void;
	/** Whether nobody looks at the page now. */
	isHidden?(): boolean;
}

/** The hints of the page we are in; undefined where there is no page (Node, workers). */
export function pageHints(): Hints | undefined {
	if (typeof window === "undefined" || typeof document === "undefined") return undefined;
	return { watch, isHidden: () => document.visibilityState === "hidden" };
}

function watch(listener: () => void): () => void {
	const stop = new AbortController();
	const { signal } = stop;
	window.addEventListener("online", listener, { signal });
	window.addEventListener("offline", listener, { signal });
	window.addEventListener("pageshow", listener, { signal });
	document.addEventListener(
		"visibilitychange",
		() => {
			if (document.visibilityState === "visible") listener();
		},
		{ signal },
	);
	return () => stop.abort();
}
