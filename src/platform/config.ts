// The environment's settings, parsed once per isolate: a wrong one stops the first request with a sentence, not the tenth.
import { z } from "zod";

const loopbackOrigin = z
	.string()
	.regex(/^http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?$/, "expected http://127.0.0.1:port or http://localhost:port");

const settings = z
	.object({
		ENVIRONMENT: z.enum(["production", "local"]),
		SIGN_UP: z.enum(["open", "invited"]),
		DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
		AUTH_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
		/** 32 random bytes; every other key is derived from them. */
		HEDDLE_SECRET: z.base64().refine((secret) => atob(secret).length === 32, "expected 32 bytes in base64"),
		/** Local only: the exact origins on this machine that may be reached (sandbox) or may show the widget. */
		LOOPBACK_ORIGINS: z
			.string()
			.default("")
			.transform((list) => list.split(",").filter(Boolean))
			.pipe(z.array(loopbackOrigin)),
	})
	.refine((all) => all.ENVIRONMENT === "local" || all.LOOPBACK_ORIGINS.length === 0, {
		message: "LOOPBACK_ORIGINS is for the local environment only. Remove it.",
	});

export type Config = z.infer<typeof settings>;

const parsed = new WeakMap<object, Config>();

/** Throws with the name of each setting that is missing or wrong, and never with its value. */
export function configOf(env: object): Config {
	const known = parsed.get(env);
	if (known) return known;
	const result = settings.safeParse(env);
	if (!result.success) {
		const lines = result.error.issues.map((issue) => `${issue.path.join(".") || "settings"}: ${issue.message}`);
		throw new Error(`The Worker's settings are not usable. ${lines.join("; ")}`);
	}
	parsed.set(env, result.data);
	return result.data;
}
