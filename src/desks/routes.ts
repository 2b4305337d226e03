// Routes: a desk's socket.
import { createRoute, z } from "@hono/zod-openapi";
import { claimsOfUpgrade } from "../conversations/socket.ts";
import { refusal } from "../platform/endpoint.ts";
import { Refused } from "../platform/http-error.ts";
import { teamId } from "../protocol/ids.ts";
import type { Router } from "../workspaces/principal.ts";
import { DESK_GRANT_HEADER, type DeskGrant } from "./desk.ts";
import { deskStub } from "./stub.ts";

export function deskRoutes(app: Router): void {
	app.openapi(
		createRoute({
			method: "get",
			path: "/v1/desks/{id}/socket",
			tags: ["desks"],
			summary: "A desk's WebSocket (subprotocols heddle.v1 and heddle.token.…); see src/protocol/README.md",
			request: { params: z.object({ id: teamId }) },
			responses: { 101: { description: "Switching protocols" }, default: refusal },
		}),
		async (context) => {
			const { claims, expiresAtMs } = await claimsOfUpgrade(context);
			const { id } = context.req.valid("param");
			if (claims.kind !== "agent") throw new Refused("forbidden");
			if (!claims.teams.some((team) => team.id === id)) throw new Refused("not_found");
			const grant: DeskGrant = { claims, expiresAtMs, teamId: id };
			const headers = new Headers(context.req.raw.headers);
			headers.set(DESK_GRANT_HEADER, JSON.stringify(grant));
			const { workspaceId, jurisdiction } = claims;
			return deskStub(context.env, { workspaceId, jurisdiction, teamId: id }).fetch(
				new Request(context.req.raw, { headers }),
			);
		},
	);
}
