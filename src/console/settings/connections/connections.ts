// Connections over HTTP.
import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import {
	connection,
	type connectionChange,
	connectionHealth,
	connectionTest,
	connector,
	madeConnection,
	type NewConnection,
} from "../../../protocol/http.ts";
import { ask, tell } from "../../http/api.ts";
import { queries } from "../../http/queries.ts";

const connectionInList = connection.extend({ health: connectionHealth });
export type ConnectionInList = z.infer<typeof connectionInList>;
export type MadeConnection = z.infer<typeof madeConnection>;
export type ConnectionChange = z.infer<typeof connectionChange>;

/** Health changes by itself; while the page is open it is looked at this often. */
const LOOK_EVERY_MS = 10_000;

export function useConnections() {
	return useQuery({
		queryKey: ["connections"],
		queryFn: async ({ signal }) =>
			(await ask(z.object({ data: z.array(connectionInList) }), "/connections", { signal })).data,
		refetchInterval: LOOK_EVERY_MS,
	});
}

export function useConnectors() {
	return useQuery({
		queryKey: ["connectors"],
		queryFn: async ({ signal }) => (await ask(z.object({ data: z.array(connector) }), "/connectors", { signal })).data,
		// What kinds of system there are changes with a deploy only.
		staleTime: Number.POSITIVE_INFINITY,
	});
}

export async function connect(json: NewConnection): Promise<MadeConnection> {
	const made = await ask(madeConnection, "/connections", { method: "POST", json });
	await queries.invalidateQueries({ queryKey: ["connections"] });
	return made;
}

export async function change(id: string, json: ConnectionChange): Promise<void> {
	await ask(connection, `/connections/${id}`, { method: "PATCH", json });
	await queries.invalidateQueries({ queryKey: ["connections"] });
}

export async function disconnect(id: string): Promise<void> {
	await tell(`/connections/${id}`, { method: "DELETE" });
	await queries.invalidateQueries({ queryKey: ["connections"] });
}

/** Asks the system itself, line by line what works. */
export function testConnection(id: string) {
	return ask(connectionTest, `/connections/${id}/test`, { method: "POST" });
}
