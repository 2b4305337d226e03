// Faults of the running build, where the program can ask for them: what is logged as one, and what an object's door throws.
// The local runtime prints neither at the level that Heddle's tools run it with.
import { state } from "./state.ts";

/** Kept at once; the program fetches them after every batch. */
const MOST_FAULTS = 100;

export function installFaults(): void {
	const report = console.error.bind(console);
	console.error = (...words: unknown[]) => {
		noteFault(words.map(String).join(" "));
		report(...words);
	};
	addEventListener("unhandledrejection", ({ reason }) => noteFault(`nobody caught ${described(reason)}`));
}

/** Every door of an object: handlers and RPC. What they throw is noted, and goes on as it would. */
export function watchDoors(prototype: object): void {
	for (const name of Object.getOwnPropertyNames(prototype)) {
		const door: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
		if (name === "constructor" || typeof door !== "function") continue;
		Object.defineProperty(prototype, name, {
			configurable: true,
			writable: true,
			async value(...given: unknown[]) {
				try {
					return await Reflect.apply(door, this, given);
				} catch (error) {
					noteFault(`${name} threw ${described(error)}`);
					throw error;
				}
			},
		});
	}
}

function described(error: unknown): string {
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function noteFault(words: string): void {
	if (state.faults.length < MOST_FAULTS) state.faults.push(words.slice(0, 2_000));
}
