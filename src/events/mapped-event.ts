// An unsigned system's event, seen with the connection's mapping: the first item that it makes of the body says which
// object it is about and how that stands. Where it makes none, the event stays as it came.
import { runMapping } from "../connections/mapping.ts";
import type { Translated } from "../connectors/connector.ts";

/** The mapping is given `{answers: [{path: "webhook", json}], items: []}`. Never throws. */
export async function withMapping(
	translated: Translated,
	{ mapping }: { mapping?: string | null | undefined },
	payload: unknown,
	nowMs: number,
): Promise<Translated> {
	if (!mapping) return translated;
	const mapped = await runMapping(mapping, { answers: [{ path: "webhook", json: payload }], items: [] }, nowMs);
	const item = mapped.ok ? mapped.items[0] : undefined;
	if (!item) return translated;
	const reference = "reference" in item && item.reference ? item.reference.slice(0, 120) : translated.reference;
	const unsaid = translated.summary === translated.reference;
	return {
		...translated,
		objectType: item.type,
		objectId: item.id.slice(0, 120),
		reference,
		...(unsaid && { summary: reference }),
		...(item.href && { href: item.href }),
		item,
	};
}
