// Values that JSON has no form for, as Tryton writes them (trytond/protocols/jsonrpc.py).
// https://docs.tryton.org/projects/server/en/latest/topics/rpc.html
import { z } from "zod";
import { toInstant } from "../foreign-value.ts";

const two = (n: number): string => String(n).padStart(2, "0");
const whole = (most: number) => z.number().int().min(0).max(most);
const dayParts = { year: z.number().int().min(1).max(9999), month: whole(12), day: whole(31) };

/** `{"__class__": "Decimal", "decimal": "259.80"}` → "259.80". */
export const decimal = z
	.object({ __class__: z.literal("Decimal"), decimal: z.string().max(60) })
	.transform(({ decimal }) => decimal);

/** `{"__class__": "date", "year": 2026, …}` → "2026-11-25". */
export const day = z
	.object({ __class__: z.literal("date"), ...dayParts })
	.transform(({ year, month, day }) => `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`)
	.pipe(z.iso.date());

/** The same with a time, in UTC (trytond sets its own zone to that) → ISO 8601 with milliseconds. */
export const instant = z
	.object({
		__class__: z.literal("datetime"),
		...dayParts,
		hour: whole(23),
		minute: whole(59),
		second: whole(59),
		microsecond: whole(999_999),
	})
	.transform(({ year, month, day, hour, minute, second, microsecond }, context) => {
		const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
		const fraction = String(microsecond).padStart(6, "0").slice(0, 3);
		const utc = toInstant(`${date}T${two(hour)}:${two(minute)}:${two(second)}.${fraction}Z`);
		if (utc?.startsWith(date)) return utc;
		context.issues.push({ code: "custom", message: "an instant", input: date });
		return z.NEVER;
	});

/** An instant, in milliseconds since 1970, in the form that a search takes. */
export function toDatetime(ms: number): object {
	const at = new Date(ms);
	return {
		__class__: "datetime",
		...{ year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() },
		...{ hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() },
		microsecond: at.getUTCMilliseconds() * 1_000,
	};
}

/**
 * What every call answers, with status 200 also where it failed: `error` is then the kind of exception and what it was
 * made of, or an exception's text and a trace.
 */
export const envelope = z.union([
	z.object({ error: z.tuple([z.unknown()], z.unknown()) }),
	z.object({ result: z.unknown().refine((result) => result !== undefined, "a result or an error") }),
]);
