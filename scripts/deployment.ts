// What a deployment is made of, and what must be true before it: settings that are fit for the internet, and a bundle that fits.
import { gzipSync } from "node:zlib";
import { unstable_readConfig } from "wrangler";
import { z } from "zod";

/** The bundle limit of Cloudflare's free plan, compressed: https://developers.cloudflare.com/workers/platform/limits/#worker-size */
const BUNDLE_LIMIT_BYTES = 3 * 1024 * 1024;

export interface DeploymentConfig {
	queues: string[];
	vars: Record<string, unknown>;
}

/** What is read of wrangler's own reading of its configuration, whose types wrangler does not publish. */
const wranglerConfig = z.object({
	vars: z.record(z.string(), z.unknown()),
	queues: z.object({
		producers: z.array(z.object({ queue: z.string() })).default([]),
		consumers: z.array(z.object({ queue: z.string(), dead_letter_queue: z.string().optional() })).default([]),
	}),
});

/** @param configPath wrangler.toml's path */
export function readDeployment(configPath: string): DeploymentConfig {
	const { queues, vars } = wranglerConfig.parse(unstable_readConfig({ config: configPath }));
	const named = [
		...queues.producers.map(({ queue }) => queue),
		...queues.consumers.flatMap(({ queue, dead_letter_queue }) => [queue, dead_letter_queue]),
	];
	return { queues: [...new Set(named.filter((name) => name !== undefined))], vars };
}

/** @returns a sentence for each setting that opens the Worker to what only a developer's machine may have */
export function localSettings(
	vars: Record<string, unknown>,
	environment: Record<string, string | undefined>,
): string[] {
	const places = [
		{ place: "wrangler.toml", settings: vars },
		{ place: "the environment", settings: environment },
	];
	return places.flatMap(({ place, settings }) => [
		...(settings.LOOPBACK_ORIGINS
			? [`LOOPBACK_ORIGINS is set in ${place}: it lets the Worker reach this machine.`]
			: []),
		...(settings.ENVIRONMENT === "local" ? [`ENVIRONMENT is "local" in ${place}: it turns protections off.`] : []),
	]);
}

/** @returns compressed size in bytes. @throws when it is over the limit */
export function weighBundle(bundle: Uint8Array): number {
	const { length } = gzipSync(bundle);
	if (length > BUNDLE_LIMIT_BYTES) {
		throw new Error(`the Worker's bundle has ${length} bytes compressed, over the limit of ${BUNDLE_LIMIT_BYTES}`);
	}
	return length;
}

/** What a real deployment needs from the environment. */
export interface Secrets {
	/** Owner's connection string of the Neon database. */
	databaseUrl: string;
	/** HEDDLE_SECRET: the same at every deployment, until it is rotated. */
	secret: string;
	/** HEDDLE_SECRET_PREVIOUS: the one before, while it is being replaced (docs/operations.md). */
	previousSecret?: string;
	/** Of the deployment's own Shopify app, where it has one. */
	shopify?: { clientId: string; clientSecret: string };
}

/** @throws with what is missing and where to get it */
export function secretsFrom(environment: Record<string, string | undefined>): Secrets {
	const { DATABASE_URL, HEDDLE_SECRET, HEDDLE_SECRET_PREVIOUS } = environment;
	if (!DATABASE_URL?.includes(".neon.tech")) {
		throw new Error(
			"DATABASE_URL must be the owner's connection string of a Neon database " +
				"(Neon's console, Connect). The Worker speaks Neon's HTTP protocol and no other.",
		);
	}
	if (!HEDDLE_SECRET || !isSecret(HEDDLE_SECRET)) {
		throw new Error(
			"HEDDLE_SECRET must be 32 random bytes as base64. Make one once (openssl rand -base64 32) and keep it: " +
				"what is encrypted with it can be read with no other, and Cloudflare does not give it back.",
		);
	}
	if (HEDDLE_SECRET_PREVIOUS && (!isSecret(HEDDLE_SECRET_PREVIOUS) || HEDDLE_SECRET_PREVIOUS === HEDDLE_SECRET)) {
		throw new Error(
			"HEDDLE_SECRET_PREVIOUS must be the secret that HEDDLE_SECRET replaces: 32 bytes as base64, and not the same. " +
				"Unset it where nothing is replaced.",
		);
	}
	const shopify = shopifyAppFrom(environment);
	return {
		databaseUrl: DATABASE_URL,
		secret: HEDDLE_SECRET,
		...(HEDDLE_SECRET_PREVIOUS && { previousSecret: HEDDLE_SECRET_PREVIOUS }),
		...(shopify && { shopify }),
	};
}

/** The Worker's secrets of one version, by their names. `roleUrl` gives a role's connection string. */
export function workerSecrets(
	{ secret, previousSecret, shopify }: Secrets,
	roleUrl: (role: "heddle_app" | "heddle_auth") => string,
): Record<string, string> {
	return {
		DATABASE_URL: roleUrl("heddle_app"),
		AUTH_DATABASE_URL: roleUrl("heddle_auth"),
		HEDDLE_SECRET: secret,
		...(previousSecret && { HEDDLE_SECRET_PREVIOUS: previousSecret }),
		...(shopify && { SHOPIFY_CLIENT_ID: shopify.clientId, SHOPIFY_CLIENT_SECRET: shopify.clientSecret }),
	};
}

function shopifyAppFrom(environment: Record<string, string | undefined>): Secrets["shopify"] {
	const { SHOPIFY_CLIENT_ID: clientId, SHOPIFY_CLIENT_SECRET: clientSecret } = environment;
	if (!clientId && !clientSecret) return undefined;
	if (!clientId || !clientSecret)
		throw new Error("SHOPIFY_CLIENT_ID and SHOPIFY_CLIENT_SECRET belong together. Set both or none.");
	return { clientId, clientSecret };
}

function isSecret(text: string): boolean {
	return Buffer.from(text, "base64").length === 32;
}
