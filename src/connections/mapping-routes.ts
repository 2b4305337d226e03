// Routes: a connection's mapping, its versions, and the sample that it is tried on. Admins only.
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { answers, json } from "../platform/endpoint.ts";
import { type ConnectionId, connectionId } from "../protocol/ids.ts";
import {
	type MappingSample,
	mappingPreview,
	mappingSampleAnswer,
	mappingToTry,
	mappingVersion,
	mappingVersions,
	newMapping,
	rollBack,
} from "../protocol/mapping.ts";
import { type AppEnv, adminsOnly, type Router } from "../workspaces/principal.ts";
import { doorOf } from "./manage.ts";
import { listVersions, preview, recordReading, rollBackTo, saveVersion } from "./mappings.ts";
import { openSample } from "./sample.ts";
import { connectionStub } from "./stub.ts";

const tags = ["connections"];
const one = { params: z.object({ id: connectionId }) };
const middleware = [adminsOnly];

/** After `connectionRoutes`, which lets agents alone through. */
export function mappingRoutes(app: Router): void {
	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/connections/{id}/mapping/versions",
			tags,
			summary: "All versions of a connection's mapping, the live one first",
			middleware,
			request: one,
			responses: answers(mappingVersions),
		}),
		async (context) => {
			const { workspaceId } = context.get("agent");
			return context.json({ data: await listVersions(context.env, workspaceId, context.req.valid("param").id) }, 200);
		},
	);

	app.openapi(
		createRoute({
			method: "put",
			path: "/v1/connections/{id}/mapping",
			tags,
			summary: "Save a mapping as the next version, after trying it on the stored sample",
			middleware,
			request: { ...one, body: json(newMapping) },
			responses: answers(mappingVersion),
		}),
		async (context) => {
			const { id } = context.req.valid("param");
			const sample = await sampleOf(context, id);
			const by = context.get("agent");
			const saved = await saveVersion(context.env, by, id, context.req.valid("json"), sample);
			await connectionStub(context.env, { ...by, id }).forgetFailures();
			return context.json(saved, 200);
		},
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/connections/{id}/mapping/roll-back",
			tags,
			summary: "Make an old version of a mapping the next one",
			middleware,
			request: { ...one, body: json(rollBack) },
			responses: answers(mappingVersion),
		}),
		async (context) => {
			const { id } = context.req.valid("param");
			const by = context.get("agent");
			const made = await rollBackTo(context.env, by, id, context.req.valid("json"));
			await connectionStub(context.env, { ...by, id }).forgetFailures();
			return context.json(made, 200);
		},
	);

	app.openapi(
		createRoute({
			method: "post",
			path: "/v1/connections/{id}/mapping/preview",
			tags,
			summary: "What a mapping would make of the stored sample; nothing is stored",
			middleware,
			request: { ...one, body: json(mappingToTry) },
			responses: answers(mappingPreview),
		}),
		async (context) => {
			const sample = await sampleOf(context, context.req.valid("param").id);
			return context.json(await preview(context.req.valid("json").expression, sample), 200);
		},
	);

	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/connections/{id}/mapping/sample",
			tags,
			summary: "The stored sample of the system's answers: personal data of one customer",
			middleware,
			request: one,
			responses: answers(mappingSampleAnswer),
		}),
		async (context) => {
			const { id } = context.req.valid("param");
			const sample = await sampleOf(context, id);
			if (sample) await recordReading(context.env, context.get("agent"), id);
			return context.json({ sample }, 200);
		},
	);
}

/** Null where there is none, or none that is younger than a week. Refuses with `not_found` for another's connection. */
async function sampleOf(context: Context<AppEnv>, id: ConnectionId): Promise<MappingSample | null> {
	const { workspaceId, jurisdiction } = context.get("agent");
	const door = await doorOf(context.env, workspaceId, id);
	const sealed = await connectionStub(context.env, { workspaceId, jurisdiction, id }).sample();
	return sealed === null ? null : openSample(context.env, door, sealed);
}
