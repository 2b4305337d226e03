// Pieces of route descriptions: what the router, the validator and the OpenAPI document share.
import { z } from "@hono/zod-openapi";
import { problem } from "../protocol/problem.ts";

export const refusal = {
	description: "A problem document (RFC 9457) with a code from the error table",
	content: { "application/problem+json": { schema: problem } },
};

export function json<S extends z.ZodType>(schema: S) {
	return { content: { "application/json": { schema } }, required: true } as const;
}

export function answers<S extends z.ZodType>(schema: S) {
	return { 200: { description: "The answer", content: { "application/json": { schema } } }, default: refusal } as const;
}

export function created<S extends z.ZodType>(schema: S) {
	return { 201: { description: "Made", content: { "application/json": { schema } } }, default: refusal } as const;
}

export const done = { 204: { description: "Done" }, default: refusal } as const;

/** Header of every creating POST: the same key and body give the same answer, and create once. */
export const idempotencyKey = z.object({
	"idempotency-key": z.string().regex(/^[0-9A-Za-z_.:-]{8,64}$/, "expected 8 to 64 letters, digits or _ . : -"),
});

/** Query of a list: `limit` 1 to 100, `cursor` as the previous page's `next`. */
export const paging = {
	cursor: z.string().max(400).optional(),
	limit: z.coerce.number().int().min(1).max(100).default(30),
};
