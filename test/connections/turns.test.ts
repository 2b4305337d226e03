import { expect, test } from "vitest";
import { Turns } from "../../src/connections/turns.ts";

/** Work that goes on until it is let go, and what of it has begun. */
function work() {
	const begun: number[] = [];
	const ends: ((failed?: Error) => void)[] = [];
	const of = (i: number) => () => {
		begun.push(i);
		return new Promise<number>((resolve, reject) => {
			ends[i] = (failed) => (failed ? reject(failed) : resolve(i));
		});
	};
	return { begun, end: (i: number, failed?: Error) => ends[i]?.(failed), of };
}

test("no more runs at once than may, and the next begins when one has ended, in order", async () => {
	const turns = new Turns(2, 10);
	const { begun, end, of } = work();
	const all = [0, 1, 2, 3].map((i) => turns.take(of(i)));
	await Promise.resolve();
	expect(begun).toEqual([0, 1]);
	end(1);
	await all[1];
	await Promise.resolve();
	expect(begun).toEqual([0, 1, 2]);
	end(0);
	await all[0];
	await Promise.resolve();
	expect(begun).toEqual([0, 1, 2, 3]);
	end(2);
	end(3);
	expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
});

test("beyond the waiting list there is no turn, and it is said at once", async () => {
	const turns = new Turns(1, 1);
	const { begun, end, of } = work();
	const [first, second] = [turns.take(of(0)), turns.take(of(1))];
	expect(await turns.take(of(2))).toBeUndefined();
	end(0);
	await first;
	await Promise.resolve();
	end(1);
	await second;
	expect(begun).toEqual([0, 1]);
});

test("work that fails gives its place on", async () => {
	const turns = new Turns(1, 1);
	const { end, of } = work();
	const [first, second] = [turns.take(of(0)), turns.take(of(1))];
	end(0, new Error("broken"));
	await expect(first).rejects.toThrow("broken");
	await Promise.resolve();
	end(1);
	expect(await second).toBe(1);
	const third = turns.take(of(2));
	end(2);
	expect(await third).toBe(2);
});
