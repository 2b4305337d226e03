import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HELD_MS, Held } from "../../src/platform/held.ts";

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

it("what was read is held for seconds, and then read anew", async () => {
	const held = new Held<string>();
	const load = vi.fn(async () => "a");
	expect([await held.read("x", load), await held.read("x", load), await held.read("y", load)]).toEqual(["a", "a", "a"]);
	expect(load).toHaveBeenCalledTimes(2);
	vi.advanceTimersByTime(HELD_MS);
	await held.read("x", load);
	expect(load).toHaveBeenCalledTimes(3);
});

it("a clock that goes back holds nothing for longer", async () => {
	const held = new Held<string>();
	const load = vi.fn(async () => "a");
	await held.read("x", load);
	vi.setSystemTime(Date.now() - 24 * 60 * 60 * 1000);
	await held.read("x", load);
	expect(load).toHaveBeenCalledTimes(2);
});

it("what is not there is not held", async () => {
	const held = new Held<string>();
	const load = vi.fn(async () => undefined);
	expect([await held.read("x", load), await held.read("x", load)]).toEqual([undefined, undefined]);
	expect(load).toHaveBeenCalledTimes(2);
});

it("a change is seen at once, also by who was reading while it was made", async () => {
	const held = new Held<string>();
	const slow = Promise.withResolvers<string>();
	const reading = held.read("x", () => slow.promise);
	held.changed("x", "new");
	slow.resolve("old");
	expect(await reading).toBe("old");
	expect(await held.read("x", async () => "never asked")).toBe("new");
	held.forget("x");
	expect(await held.read("x", async () => "asked")).toBe("asked");
});
