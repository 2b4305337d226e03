// Routes: what the numbers are that a customer has written.
import { createRoute, z } from "@hono/zod-openapi";
import { conversationStub } from "../conversations/stub.ts";
import { answers } from "../platform/endpoint.ts";
import { orRefuse } from "../platform/http-error.ts";
import { conversationId } from "../protocol/ids.ts";
import { LONGEST_NUMBER, MOST_MENTIONS, mention, numberOf } from "../protocol/mentions.ts";
import { tenant } from "../workspaces/access.ts";
import { agentsOnly, type Router } from "../workspaces/principal.ts";
import type { RemovalPorts } from "../workspaces/removal.ts";
import { lookUpNumbers } from "./written-numbers.ts";

/** `1042,1Z999AA10123456784`; what is no number is left out. */
const numbers = z
	.string()
	.max(MOST_MENTIONS * (LONGEST_NUMBER + 1))
	.transform((text) => [...new Set(text.split(",").flatMap((one) => numberOf(one) ?? []))].slice(0, MOST_MENTIONS));

export function mentionRoutes(app: Router, ports: RemovalPorts): void {
	app.use("/v1/conversations/:id/mentions", agentsOnly(ports));
	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/conversations/{id}/mentions",
			tags: ["conversations"],
			summary: "Order and tracking numbers that the customer has written: theirs, or not proven to be",
			request: { params: z.object({ id: conversationId }), query: z.object({ numbers }) },
			responses: answers(z.object({ data: z.array(mention) })),
		}),
		async (context) => {
			const { workspaceId, jurisdiction } = context.get("agent");
			const { id } = context.req.valid("param");
			const described = orRefuse(await conversationStub(context.env, { workspaceId, jurisdiction, id }).describe());
			const asked = context.req.valid("query").numbers;
			const data = await lookUpNumbers(tenant(context.env, workspaceId), described.conversation.customer, asked);
			return context.json({ data }, 200);
		},
	);
}
