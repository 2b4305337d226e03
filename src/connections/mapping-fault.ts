// What is wrong with a mapping, in a sentence, and where.

export class MappingFault extends Error {
	/** Characters before it in the source; undefined where the trouble is in what came out. */
	readonly position: number | undefined;
	/** Field of the result, as `0.placedAt`. */
	readonly path: string | undefined;

	constructor(message: string, position?: number, path?: string) {
		super(message);
		this.name = "MappingFault";
		this.position = position;
		this.path = path;
	}
}

/** `{ line: 1, column: 1 }` is the first character. */
export function placeIn(source: string, position: number): { line: number; column: number } {
	const lines = source.slice(0, position).split("\n");
	return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
