// A desk that was closed because my rights have changed: looks who I am now, and opens what that person may see.
import { useEffect, useRef, useSyncExternalStore } from "react";
import { queries } from "../http/queries.ts";
import type { Desks } from "./desks.ts";

/** Tickets count by whole seconds: one that is issued in the second of the change is refused as well. */
const AFTER_MS = 1_500;
/** A desk that is refused again and again is told by its banner. */
const MOST_TRIES = 3;

const noSubscription = () => () => {};

export function useReopening(desks: Desks | null, reopen: () => void): void {
	const tries = useRef(0);
	const link = useSyncExternalStore(desks?.subscribe ?? noSubscription, () => desks?.view.link);
	useEffect(() => {
		if (link === "live") tries.current = 0;
		if (link !== "refused" || tries.current >= MOST_TRIES) return;
		tries.current += 1;
		const timer = setTimeout(() => void queries.invalidateQueries({ queryKey: ["me"] }).then(reopen), AFTER_MS);
		return () => clearTimeout(timer);
	}, [link, reopen]);
}
