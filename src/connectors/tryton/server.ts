// Calls to a Tryton server: JSON-RPC 1.0 by POST to the database's path.
// https://docs.tryton.org/projects/server/en/latest/topics/rpc.html
import type { z } from "zod";
import { basic } from "../basic.ts";
import type { SystemFetch } from "../connector.ts";
import { type Failure, fail, failureOf, parse, type Read } from "../failure.ts";
import type { Settings } from "./settings.ts";
import { envelope } from "./wire.ts";

export interface Server {
	settings: Settings;
	fetchSystem: SystemFetch;
}

/** `holds`: in words for an admin; `group`: whose users may read it; `fields`: `currency.code` is one of a related record. */
export interface Model<T = unknown> {
	name: string;
	holds: string;
	module: string;
	group: string;
	fields: readonly string[];
	answer: z.ZodType<T>;
}

/**
 * The newest `limit` records that fit the domain, or the oldest ones.
 * https://docs.tryton.org/projects/server/en/latest/topics/domain.html
 */
export function searchRead<T>(
	server: Server,
	model: Model<T>,
	domain: readonly unknown[],
	limit: number,
	order: "ASC" | "DESC" = "DESC",
): Promise<Read<T>> {
	return call(server, model, "search_read", [domain, 0, limit, [["id", order]], model.fields, {}]);
}

/**
 * Signs in with each call (HTTP Basic): a session would have to be ended again, and Tryton looks through all of a user's
 * sessions on every call. The keys of its "user applications" open no RPC.
 */
export async function call<T>(
	{ settings, fetchSystem }: Server,
	model: Model<T>,
	method: string,
	params: readonly unknown[],
): Promise<Read<T>> {
	const { database, user, password } = settings;
	const answer = await fetchSystem({
		method: "POST",
		path: `/${database}/`,
		headers: { Authorization: basic(user, password) },
		// Exactly these three members: with any other Tryton answers in another form.
		json: { id: 1, method: `model.${model.name}.${method}`, params },
	});
	const failure = failureOf(answer, {
		system: "Tryton",
		unauthenticated: `Tryton does not accept the user and password for the database ${database}. Check all three.`,
		forbidden: `Tryton does not let ${model.holds} be read from outside (403).`,
	});
	if (failure) return failure;
	const said = parse(envelope, answer.json, "Tryton");
	if (!said.ok) return said;
	if ("result" in said.value) return parse(model.answer, said.value.result, "Tryton");
	return refusal(said.value.error[0], model, database);
}

/** Of all that an error tells only its first word is looked at, and never shown: the rest may quote data. */
function refusal(kind: unknown, { name, holds, module, group, fields }: Model, database: string): Failure {
	if (kind === "UserError")
		return fail(`Tryton does not let this user read ${holds}. Put the user into the group ${group}.`);
	if (kind === "LoginException")
		return fail(
			"Tryton wants more than a password from this user. Heddle's user has to sign in with a password alone.",
		);
	// SQLite's backend says it in its way, PostgreSQL itself in another.
	if (typeof kind === "string" && /\bdatabase\b.{1,300}\b(does not|doesn't) exist/is.test(kind))
		return fail(`Tryton has no database ${database}. Check its name.`);
	// A Python KeyError's text is the key that is missing: a model, or a field.
	if (kind === `'${name}'`) return fail(`The database ${database} has no ${holds}: activate the module ${module}.`);
	const missing = fields.flatMap((field) => field.split(".")).find((field) => kind === `'${field}'`);
	if (missing)
		return {
			...fail(`Tryton's ${holds} have no field "${missing}".`),
			drift: { path: `${name}.${missing}`, before: "a field", after: "nothing" },
		};
	return fail(`Tryton has a fault of its own in reading ${holds}. Its log tells which.`);
}
