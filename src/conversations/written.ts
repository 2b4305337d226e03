// A written entry with its texts, each made once for all who need it: the disk, Postgres and agents have one, visitors another.
import type { Entry } from "../protocol/entry.ts";
import { publicFace } from "./rules.ts";

export class Written {
	readonly entry: Entry;
	#json: string | undefined;
	#publicJson: string | undefined;

	constructor(entry: Entry) {
		this.entry = entry;
	}

	get json(): string {
		this.#json ??= JSON.stringify(this.entry);
		return this.#json;
	}

	/** As visitors see it; undefined for internal ones. */
	get publicJson(): string | undefined {
		this.#publicJson ??= JSON.stringify(publicFace(this.entry));
		return this.#publicJson;
	}
}
