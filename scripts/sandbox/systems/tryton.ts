// Tryton: JSON-RPC to one database, with search_read over the business's records.
// https://docs.tryton.org/projects/server/en/latest/topics/rpc.html, and trytond/protocols for what the page leaves out
import { z } from "zod";
import { type Tenant, type TenantKey, tenantKeys, tenants } from "../tenants.ts";
import type { System, World } from "./system.ts";
import { type Row, tables } from "./tryton-records.ts";

/** Tryton itself slows only wrong passwords down; what stands before it often has a limit. */
const PROXY_RETRY_S = 10;

/** Another member, and Tryton takes it for no call of its protocol. */
const Call = z.strictObject({ id: z.number(), method: z.string(), params: z.array(z.unknown()) });
const Operator = z.enum(["=", ">", "<=", "in", "ilike"]);
const Condition: z.ZodType<Condition> = z.lazy(() =>
	z.union([
		z.tuple([z.string(), Operator, z.unknown()]),
		z.tuple([z.enum(["OR", "AND"])], Condition),
		z.array(Condition),
	]),
);
type Condition = [string, z.infer<typeof Operator>, unknown] | ["OR" | "AND", ...Condition[]] | Condition[];
const whole = z.number().int();
const Time = z.strictObject({
	__class__: z.literal("datetime"),
	...{ year: whole, month: whole, day: whole },
	...{ hour: whole, minute: whole, second: whole, microsecond: whole },
});
const Search = z.tuple([
	z.array(Condition),
	z.number().int(),
	z.number().int().nullable(),
	z.array(z.tuple([z.literal("id"), z.enum(["ASC", "DESC"])])).nullable(),
	z.array(z.string()),
	z.record(z.string(), z.unknown()),
]);

export function tryton(world: World): System {
	return {
		key: "tryton",
		authenticate: (request) => {
			const basic = /^Basic (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
			const given = Buffer.from(basic, "base64").toString("utf8");
			return tenantKeys.find((key) => {
				const { database, user, password } = tenants[key].credentials.tryton;
				return given === `${user}:${password}` && new URL(request.url).pathname === `/${database}/`;
			});
		},
		serve: async (request, tenant) => answer(world, tenant, request),
		refused: () => new Response(null, { status: 401, headers: { "www-authenticate": 'Basic realm="Tryton"' } }),
		failing: () => Response.json({ id: 1, error: ["could not connect to server: Connection refused", ""] }),
		malformed: () => Response.json({ id: 1, result: [{ party: { __class__: "Reference" } }] }),
		rateLimited: () =>
			new Response("<!doctype html>\n<title>429 Too Many Requests</title>", {
				status: 429,
				headers: { "content-type": "text/html", "retry-after": String(PROXY_RETRY_S) },
			}),
	};
}

async function answer(world: World, tenant: TenantKey, request: Request): Promise<Response> {
	if (request.method !== "POST") return new Response("Method Not Allowed", { status: 405 });
	const call = Call.safeParse(await request.json().catch(() => undefined));
	if (!call.success) return new Response("Bad Request", { status: 400 });
	const { id, method, params } = call.data;
	if (method === "model.res.user.get_preferences") return Response.json({ id, result: preferences(tenants[tenant]) });
	const model = /^model\.(.+)\.search_read$/.exec(method)?.[1] ?? method.replace(/^model\.|\.[^.]+$/g, "");
	const rows = tables(world.memory.state[tenant].business, tenants[tenant])[model];
	const search = Search.safeParse(params);
	// A KeyError, whose text is the key; the exception of everything else is Python's.
	if (!rows) return Response.json({ id, error: [`'${model}'`, ""] });
	if (!search.success) return Response.json({ id, error: ["not enough values to unpack", ""] });
	const [domain, offset, limit, order, fields] = search.data;
	const found = rows.filter((row) => fits(row, domain)).toSorted((one, other) => Number(one.id) - Number(other.id));
	const ordered = order?.[0]?.[1] === "DESC" ? found.toReversed() : found;
	const missing = fields.map((field) => field.split(".", 1)[0] ?? "").find((field) => rows[0] && !(field in rows[0]));
	if (missing) return Response.json({ id, error: [`'${missing}'`, ""] });
	const page = ordered.slice(offset, limit === null ? undefined : offset + limit);
	return Response.json({ id, result: page.map((row) => pick(row, fields)) });
}

function preferences({ company }: Tenant): object {
	return { company: 1, "company.rec_name": company, language: "en", language_direction: "ltr", groups: [9, 12] };
}

function fits(row: Row, condition: Condition): boolean {
	const [first, second, third] = condition;
	if (first === "OR") return condition.slice(1).some((one) => isCondition(one) && fits(row, one));
	if (first === "AND") return condition.slice(1).every((one) => isCondition(one) && fits(row, one));
	if (typeof first !== "string") return condition.every((one) => isCondition(one) && fits(row, one));
	const held = plain(row[first]);
	if (second === "in") return Array.isArray(third) && third.includes(held);
	if (second === "ilike") return like(String(third)).test(String(held ?? ""));
	// As in SQL, null is neither more nor less than anything.
	if (second === ">" || second === "<=")
		return held !== null && Number(held) > Number(plain(third)) === (second === ">");
	return held === third;
}

/** Of a related record its id, of a time its milliseconds: what a condition compares. */
function plain(value: unknown): unknown {
	if (!isRow(value)) return value;
	const time = Time.safeParse(value).data;
	if (!time) return "id" in value ? value.id : value;
	const { year, month, day, hour, minute, second, microsecond } = time;
	return Date.UTC(year, month - 1, day, hour, minute, second) + microsecond / 1_000;
}

function isCondition(value: unknown): value is Condition {
	return Array.isArray(value);
}

/** SQL's LIKE: `%` and `_` are wildcards unless a backslash stands before them. */
function like(pattern: string): RegExp {
	const parts = pattern.match(/\\.|[\s\S]/g) ?? [];
	const source = parts.map((part) => {
		if (part === "%") return "[\\s\\S]*";
		if (part === "_") return "[\\s\\S]";
		return (part.at(-1) ?? "").replace(/[.*+?^${}()|[\]\\/]/, "\\$&");
	});
	return new RegExp(`^${source.join("")}$`, "iu");
}

/** `currency.code` comes as `"currency.": {"code": …}`, beside the ids of both. */
function pick(row: Row, fields: readonly string[]): Row {
	const picked: Row = { id: row.id };
	for (const [name, below] of grouped(fields)) {
		if (below.length === 0) picked[name] = isRow(row[name]) && "id" in row[name] ? row[name].id : row[name];
		else picked[`${name}.`] = related(row[name], below);
	}
	return picked;
}

function related(value: unknown, fields: readonly string[]): unknown {
	if (Array.isArray(value)) return value.map((one) => related(one, fields));
	return isRow(value) ? pick(value, fields) : null;
}

function grouped(fields: readonly string[]): Map<string, string[]> {
	const groups = new Map<string, string[]>();
	for (const field of fields) {
		const [name = "", ...below] = field.split(".");
		groups.set(name, [...(groups.get(name) ?? []), ...(below.length > 0 ? [below.join(".")] : [])]);
	}
	return groups;
}

function isRow(value: unknown): value is Row {
	return typeof value === "object" && value !== null;
}
