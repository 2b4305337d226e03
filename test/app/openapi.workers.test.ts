import { expect, it } from "vitest";
import { z } from "zod";
import committed from "../../docs/openapi.json";
import { answerOf, call } from "../support/server/call.ts";
import { ELSEWHERE, ROUTES } from "../support/server/route-table.ts";

const document = z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Not for programs: whether the Worker is up, and the document itself. */
const UNDESCRIBED = new Set(["GET /v1/health", "GET /v1/openapi.json", "GET /v1/auth/*", "POST /v1/auth/*"]);

it("docs/openapi.json is what the router says; if not: npm run openapi", async () => {
	expect(committed).toEqual(await answerOf(document, await call("/v1/openapi.json")));
});

it("the document describes every route, and no other", () => {
	const described = Object.entries(document.parse(committed).paths).flatMap(([path, methods]) =>
		Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
	);
	const routes = [...Object.keys(ROUTES), ...ELSEWHERE].filter((name) => !UNDESCRIBED.has(name));
	expect(described.toSorted()).toEqual(routes.toSorted());
});
