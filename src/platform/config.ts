// The environment's settings, parsed once per isolate: a wrong one stops the first request with a sentence, not the tenth.
import { z } from "zod";

const loopbackOrigin = z
	.string()
	.regex(/^http:\/\/(127\.0\.0\.1|localhost)(:\d{1,5})?$/, "expected http://127.0.0.1:port or http://localhost:port");

/** What is left empty is not set: a binding cannot be taken away by a file of settings, only emptied. */
const optional = <S extends z.ZodType>(shape: S) =>
	z.preprocess((given) => (given === "" ? undefined : given), shape.optional());

const deploymentSecret = z.base64().refine((secret) => secretBytes(secret) === 32, "expected 32 bytes in base64");

const settings = z
	.object({
		ENVIRONMENT: z.enum(["production", "local"]),
		SIGN_UP: z.enum(["open", "invited"]),
		DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
		AUTH_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
		/** 32 random bytes; every other key is derived from them. */
		HEDDLE_SECRET: deploymentSecret,
		/** The one before, while it is being replaced: opens and verifies, and never makes anything (docs/operations.md). */
		HEDDLE_SECRET_PREVIOUS: optional(deploymentSecret),
		/** This deployment's own Shopify app, for installation by OAuth (src/connectors/shopify/README.md). */
		SHOPIFY_CLIENT_ID: optional(z.string().regex(/^[\x21-\x7e]{1,200}$/, "expected the app's client id")),
		SHOPIFY_CLIENT_SECRET: optional(z.string().regex(/^[\x21-\x7e]{8,200}$/, "expected the app's client secret")),
		/** Local only: the sandbox's Shopify, which plays every shop. One of the loopback origins. */
		SHOPIFY_ORIGIN: optional(loopbackOrigin),
		/** Local only: the exact origins on this machine that may be reached (sandbox) or may show the widget. */
		LOOPBACK_ORIGINS: z
			.string()
			.default("")
			.transform((list) => list.split(",").filter(Boolean))
			.pipe(z.array(loopbackOrigin)),
	})
	.refine((all) => all.ENVIRONMENT === "local" || all.LOOPBACK_ORIGINS.length === 0, {
		message: "LOOPBACK_ORIGINS is for the local environment only. Remove it.",
	})
	.refine((all) => all.SHOPIFY_ORIGIN === undefined || all.LOOPBACK_ORIGINS.includes(all.SHOPIFY_ORIGIN), {
		message: "SHOPIFY_ORIGIN is for the local environment only, and has to be one of LOOPBACK_ORIGINS.",
	})
	.refine((all) => (all.SHOPIFY_CLIENT_ID === undefined) === (all.SHOPIFY_CLIENT_SECRET === undefined), {
		message: "SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET belong together. Set both or none.",
	})
	.refine((all) => all.HEDDLE_SECRET_PREVIOUS !== all.HEDDLE_SECRET, {
		message: "HEDDLE_SECRET_PREVIOUS is the same as HEDDLE_SECRET. Remove it.",
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

/** -1 where it is no base64: the schema beside it says so. */
function secretBytes(base64: string): number {
	try {
		return atob(base64).length;
	} catch {
		return -1;
	}
}
