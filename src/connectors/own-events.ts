// Events of systems that cannot sign: the secret is part of the address (intake.ts compares it), and the body is JSON that
// somebody writes for Heddle: in a server action, a scrip, a trigger. What it does not say is left out.
import { z } from "zod";
import { jsonOf } from "../platform/json.ts";
import { businessEventKind, facts } from "../protocol/business-event.ts";
import type { HookHead, Hooks, Translated } from "./connector.ts";
import { clean, idText, optionalHref, optionalInstant, optionalLabel } from "./foreign-value.ts";
import { digestOf } from "./hmac.ts";

/** docs/unsigned-events.md has it for who writes one. Each field by itself: one that does not fit costs no other. */
const ownEvent = z.object({
	/** Of what happened, the same on every try; without it the same body is the same event. */
	eventId: idText.optional().catch(undefined),
	topic: optionalLabel.catch(undefined),
	kind: businessEventKind.catch("other"),
	object: z
		.object({ type: optionalLabel.catch(undefined), id: idText.optional().catch(undefined) })
		.catch({ type: undefined, id: undefined }),
	reference: optionalLabel.catch(undefined),
	summary: z
		.string()
		.nullish()
		.transform((text) => clean(text ?? "", 500) || undefined)
		.catch(undefined),
	href: optionalHref.catch(undefined),
	/** When the object was changed, with a zone. Without it the event changes no newer state. */
	updatedAt: optionalInstant.catch(undefined),
	customer: z
		.object({ id: idText.optional(), email: optionalLabel, phone: optionalLabel })
		.catch({ email: undefined, phone: undefined }),
	facts: facts.catch({}),
});
type OwnEvent = z.infer<typeof ownEvent>;

const TOPIC = "event";
/** Without an instant of its own an event is older than every other: it never replaces what is known. */
const OLDEST = new Date(0).toISOString();

/** `where`: the sentence that says where in this system to put the address. */
export function unsignedHooks(where: string): Hooks<unknown> {
	return {
		secretFrom: "heddle",
		unsigned: true,
		topics: [],
		instructions: `${where} The secret is part of the address: whoever has it can send events. docs/unsigned-events.md says what the JSON may hold.`,
		async verify({ body }) {
			const read = ownEvent.safeParse(jsonOf(body));
			const { topic, eventId, updatedAt }: Partial<OwnEvent> = read.success ? read.data : {};
			return {
				ok: true,
				head: {
					topic: clean(topic ?? "", 120) || TOPIC,
					eventId: eventId ?? (await digestOf(body)),
					...(updatedAt && { occurredAt: updatedAt }),
				},
			};
		},
		translate,
	};
}

function translate(head: HookHead, payload: unknown): Translated {
	const read = ownEvent.safeParse(payload);
	const fallback = { kind: "other" as const, facts: {}, customer: {} };
	const said: Partial<OwnEvent> = read.success ? read.data : {};
	const objectType = clean(said.object?.type ?? "", 60) || "event";
	const objectId = clean(said.object?.id ?? head.eventId, 120) || "unknown";
	const reference = clean(said.reference ?? "", 120) || clean(said.object?.id ?? head.topic, 120) || head.topic;
	const { id, email, phone } = said.customer ?? { email: undefined, phone: undefined };
	return {
		...fallback,
		kind: said.kind ?? "other",
		objectType,
		objectId,
		reference,
		summary: said.summary ?? reference,
		...(said.href && { href: said.href }),
		version: said.updatedAt ?? OLDEST,
		facts: said.facts ?? {},
		customer: { ...(email?.includes("@") && { email }), ...(phone && { phone }), ...(id && { externalId: id }) },
	};
}
