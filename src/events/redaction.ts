// A webhook's payload without what it says: its structure, with each value's kind in the value's place. Pure.

/** What is shown is for eyes: deeper and longer nobody reads. */
const DEEPEST = 12;
const MOST_PARTS = 400;
const MOST_OF_A_LIST = 3;

/** A field's name; what else stands in its place (an address, a number) may be a customer's. */
const FIELD = /^[A-Za-z_][A-Za-z_-]{0,59}\d{0,2}$/;
/** Fields of words that a system chose, not a customer. */
const TELLING = /(^|_)(status|currency|kind|topic)$/;
const WORD = /^[A-Za-z_]{2,40}$/;
const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]{5,12}(Z|[+-]\d\d:\d\d)$/;
/** Beneath these nothing is told, whatever it is called. */
const PERSONAL =
	/customer|contact|address|person|user|requester|sender|recipient|billing|shipping|destination|name|mail|phone|note|message|comment|properties|attributes/i;

/** Indented JSON. Values: moments and statuses as they are, everything else as "text, 12 characters", "number"…. */
export function redacted(payload: unknown): string {
	const room = { parts: MOST_PARTS };
	return JSON.stringify(structureOf(payload, "", false, 0, room), null, 2);
}

function structureOf(value: unknown, key: string, personal: boolean, depth: number, room: { parts: number }): unknown {
	room.parts -= 1;
	if (value === null || value === undefined) return null;
	if (typeof value === "string") return wordOf(value, key, personal);
	if (typeof value === "number") return "number";
	if (typeof value === "boolean") return "yes or no";
	if (depth >= DEEPEST || room.parts <= 0) return "…";
	if (Array.isArray(value)) {
		const shown = value.slice(0, MOST_OF_A_LIST).map((one) => structureOf(one, "", personal, depth + 1, room));
		return value.length > shown.length ? [...shown, `and ${value.length - shown.length} more`] : shown;
	}
	return fieldsOf(value, personal, depth, room);
}

function fieldsOf(value: object, personal: boolean, depth: number, room: { parts: number }): object {
	const shown: Record<string, unknown> = {};
	let unnamed = 0;
	for (const [name, part] of Object.entries(value)) {
		if (room.parts <= 0) {
			shown["…"] = "more";
			break;
		}
		const isField = FIELD.test(name);
		if (!isField) unnamed += 1;
		const here = isField ? name : `field ${unnamed}`;
		shown[here] = structureOf(part, here, personal || !isField || PERSONAL.test(name), depth + 1, room);
	}
	return shown;
}

function wordOf(text: string, key: string, personal: boolean): string {
	if (!personal && MOMENT.test(text) && key.endsWith("_at")) return text;
	if (!personal && WORD.test(text) && TELLING.test(key)) return text;
	return text.length === 1 ? "text, 1 character" : `text, ${text.length} characters`;
}
