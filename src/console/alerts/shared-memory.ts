// What one person's browser has sounded or told already, whatever tab did it, and also before a reload or a crash.
import { z } from "zod";
import type { SoundedByStep } from "./alarm.ts";

const kept = z.record(z.string(), z.object({ times: z.number(), lastAt: z.number() }));

export type Kind = "sounded" | "told";

/** Empty where there is nothing, nothing that can be read, or no storage at all. */
export function remembered(kind: Kind, me: string): SoundedByStep {
	try {
		return new Map(Object.entries(kept.parse(JSON.parse(localStorage.getItem(keyOf(kind, me)) ?? "{}"))));
	} catch {
		return inThisTab.get(keyOf(kind, me)) ?? new Map();
	}
}

export function remember(kind: Kind, me: string, all: SoundedByStep): void {
	try {
		localStorage.setItem(keyOf(kind, me), JSON.stringify(Object.fromEntries(all)));
	} catch {
		// Full or forbidden: then this tab remembers for itself.
		inThisTab.set(keyOf(kind, me), all);
	}
}

/**
 * Runs `work` in one tab at a time. Others that come in the same moment do nothing: what one has written may reach
 * another's storage a moment later, so the lock is held for `heldMs`.
 */
export async function inOneTab(kind: Kind, heldMs: number, work: () => void): Promise<void> {
	if (!navigator.locks) return work();
	await navigator.locks.request(`heddle.${kind}`, { ifAvailable: true }, async (lock) => {
		if (!lock) return;
		work();
		await new Promise((resolve) => setTimeout(resolve, heldMs));
	});
}

const inThisTab = new Map<string, SoundedByStep>();

function keyOf(kind: Kind, me: string): string {
	return `heddle.${kind}.${me}`;
}
