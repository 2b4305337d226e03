// How much a mapping has done, and how much it holds. Counted, not timed: inside the platform the clock stands still
// while code runs (developers.cloudflare.com/workers/reference/security-model).
import { MappingFault } from "./mapping-fault.ts";

/** One step of the evaluator takes about as long as going through so many characters of a value (measured: 1 µs, 2 ns). */
export const STEP = 500;
/** 50,000 steps: fifty items of thirty fields need 15,000. About 0.1 s, in which the object answers nobody else. */
export const MOST_WORK = 25_000_000;
/** Characters of all texts and lists made on the way, together: an object has 128 MB for all that it does. */
export const MOST_MADE = 8_000_000;
/** Characters of one text. A field shows 500. */
export const MOST_TEXT = 64_000;
/** One value, written as JSON. The input may have half of it (mapping-input.ts). */
export const MOST_VALUE = 512_000;
/** Elements of one list: some things that the library does with a list take the square of it. */
export const MOST_LIST = 2_000;
/** Steps within steps, those side by side included: thirty fields of ten steps are 300. */
export const MOST_DEPTH = 2_000;

export class Work {
	#done = 0;
	#made = 0;
	readonly #weights = new WeakMap<object, number>();

	get done(): number {
		return this.#done;
	}

	/** Throws once there was too much, and at each further call: what runs beside ends too. */
	charge(units: number): void {
		this.#done += units;
		if (this.#done > MOST_WORK) throw new MappingFault("The mapping takes too many steps: it was stopped.");
	}

	/** Checks a value that has just been made. */
	made(value: unknown): void {
		if (typeof value === "string") {
			if (value.length > MOST_TEXT)
				throw new MappingFault(`The mapping makes a text longer than ${MOST_TEXT} characters.`);
			this.#keep(value.length);
		} else if (typeof value === "object" && value !== null) {
			if (Array.isArray(value) && value.length > MOST_LIST)
				throw new MappingFault(`The mapping makes a list of more than ${MOST_LIST} elements.`);
			if (!this.#weights.has(value)) this.#keep(8 * sizeOf(value));
			if (this.weigh(value) > MOST_VALUE) throw new MappingFault("The mapping makes a value that is too large.");
		}
	}

	/**
	 * Characters of the value as JSON, about; parts that stand in it twice count twice, and are gone through once. Functions
	 * weigh nothing: they hold where they were made.
	 */
	weigh(value: unknown): number {
		if (typeof value === "string") return value.length + 2;
		if (typeof value !== "object" || value === null) return 8;
		const known = this.#weights.get(value);
		if (known !== undefined) return known;
		// Against a value that holds itself: it has its least weight until it has another.
		this.#weights.set(value, 2);
		const weight = isCallable(value) ? 2 : this.#weighParts(value);
		this.#weights.set(value, weight);
		return weight;
	}

	#weighParts(value: object): number {
		let weight = 2;
		if (Array.isArray(value)) for (const part of value) weight += 1 + this.weigh(part);
		else for (const [key, part] of Object.entries(value)) weight += key.length + 4 + this.weigh(part);
		this.charge(4 * sizeOf(value));
		return weight;
	}

	#keep(characters: number): void {
		this.#made += characters;
		if (this.#made > MOST_MADE) throw new MappingFault("The mapping makes too much on its way: it was stopped.");
	}
}

/** The library's functions are objects with a mark, of either kind; closures are JavaScript's own. */
export function isCallable(value: unknown): boolean {
	if (typeof value === "function") return true;
	if (typeof value !== "object" || value === null) return false;
	return Reflect.get(value, "_jsonata_function") === true || Reflect.get(value, "_jsonata_lambda") === true;
}

function sizeOf(value: object): number {
	return Array.isArray(value) ? value.length : Object.keys(value).length;
}
