// Hooks: what changes outside of Preact, made visible to it.
import { useEffect, useState } from "preact/hooks";

interface Source<V> {
	readonly view: V;
	subscribe(listener: () => void): () => void;
}

/** The newest view of a client or visit; undefined while there is none. */
export function useView<V>(source: Source<V> | undefined): V | undefined {
	const [, redraw] = useState({});
	useEffect(() => {
		redraw({});
		return source?.subscribe(() => redraw({}));
	}, [source]);
	return source?.view;
}

/** Whether a media query holds, now and when that changes. */
export function useMedia(query: string): boolean {
	const [matches, set] = useState(() => matchMedia(query).matches);
	useEffect(() => {
		const list = matchMedia(query);
		const listen = () => set(list.matches);
		list.addEventListener("change", listen);
		return () => list.removeEventListener("change", listen);
	}, [query]);
	return matches;
}

/** Whether the page can be seen: not in a tab behind others. */
export function usePageVisible(): boolean {
	const [isVisible, set] = useState(document.visibilityState === "visible");
	useEffect(() => {
		const listen = () => set(document.visibilityState === "visible");
		document.addEventListener("visibilitychange", listen);
		return () => document.removeEventListener("visibilitychange", listen);
	}, []);
	return isVisible;
}
