// What the endpoint answers, read by the contract: what does not keep to it is named, by field.
import { type PullCardAnswer, pullCardAnswer } from "../../protocol/pull-card.ts";
import { fail, parse, type Read } from "../failure.ts";

const CONTRACT = "The contract is in docs/pull-card.md.";

/** A failure says which field should be what, and what is there instead; never its value. */
export function readAnswer(json: unknown): Read<PullCardAnswer> {
	const read = parse(pullCardAnswer, json, "The endpoint");
	if (read.ok) return read;
	const { drift } = read;
	if (!drift) return fail(`The endpoint answered in an unexpected shape: no JSON. ${CONTRACT}`);
	const { path, before, after } = drift;
	const what = `${path || "the answer"} should be ${before}, is ${after}`;
	return { ...fail(`The endpoint answered in an unexpected shape: ${what}. ${CONTRACT}`), drift };
}
