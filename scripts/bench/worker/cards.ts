// What the bench of profiles needs within the Worker: the bare read that a cached profile is compared to, and a flood of
// look-ups that no number of agents could make.
import { connectionStub } from "../../../src/connections/stub.ts";
import { newId } from "../../../src/platform/ids.ts";
import { connectionId, workspaceId } from "../../../src/protocol/ids.ts";
import { connectionDoorOf, workspaceDoors } from "../../../src/workspaces/doors.ts";

/** As many at once as one request of a Worker can keep on their way. */
const AT_ONCE = 50;

/** DELETE empties the cache instead. */
export async function bareRead(env: WorkerBindings, method: string, list: string): Promise<Response> {
	const keys = decodeURIComponent(list).split(",");
	if (method === "DELETE") {
		await Promise.all(keys.map((key) => env.CARDS.delete(key)));
		return new Response(null, { status: 204 });
	}
	return Response.json([...(await env.CARDS.get(keys)).values()]);
}

/** Answers with how many cards came in which state. */
export async function lookUps(env: WorkerBindings, path: string): Promise<Response> {
	const [count, workspace, connection] = path.split("/");
	const home = await workspaceDoors.read(env, workspaceId.parse(workspace));
	const door = home && (await connectionDoorOf(env, home.id, connectionId.parse(connection)));
	if (!door) return Response.json({ error: "no such connection" }, { status: 404 });
	const stub = connectionStub(env, { workspaceId: home.id, jurisdiction: home.jurisdiction, id: door.id });
	const states = new Map<string, number>();
	for (let left = Number(count); left > 0; left -= AT_ONCE) {
		const cards = Array.from({ length: Math.min(left, AT_ONCE) }, (_, i) =>
			stub.fetchCard({ door, customerId: newId("customer"), keys: { email: `nobody-${left - i}@example.com` } }),
		);
		for (const { state } of await Promise.all(cards)) states.set(state, (states.get(state) ?? 0) + 1);
	}
	return Response.json(Object.fromEntries(states));
}
