// Connections over HTTP.
import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { card } from "../../../protocol/card.ts";
import {
	type CustomerToTry,
	connection,
	type connectionChange,
	connectionHealth,
	connectionTest,
	connectionWord,
	connector,
	madeConnection,
	type NewConnection,
	type Simulation,
} from "../../../protocol/connections.ts";
import { ask, tell } from "../../http/api.ts";
import { queries } from "../../http/queries.ts";

const connectionInList = connection.extend({ health: connectionHealth });
export type ConnectionInList = z.infer<typeof connectionInList>;
export type MadeConnection = z.infer<typeof madeConnection>;
export type ConnectionChange = z.infer<typeof connectionChange>;

/** Health changes by itself; while a page about it is open it is looked at this often. */
const LOOK_EVERY_MS = 10_000;
/** While somebody waits for the first webhook. */
export const WAIT_EVERY_MS = 2_000;
/** For the badge that every screen of an admin has: an API does not change by the minute. */
const GLANCE_EVERY_MS = 300_000;

interface Looking {
	everyMs?: number;
	enabled?: boolean;
}

/** With all of their health: for admins. */
export function useConnections({ everyMs = LOOK_EVERY_MS, enabled = true }: Looking = {}) {
	return useQuery({
		queryKey: ["connections"],
		queryFn: async ({ signal }) =>
			(await ask(z.object({ data: z.array(connectionInList) }), "/connections", { signal })).data,
		refetchInterval: everyMs,
		enabled,
	});
}

/** How many notices of changed APIs nobody has put away. */
export function useNoticeCount(enabled: boolean): number {
	const { data = [] } = useConnections({ everyMs: GLANCE_EVERY_MS, enabled });
	return data.reduce((sum, { health }) => sum + health.notices.length, 0);
}

/** Names and health in a word: for agents. */
export function useConnectionWords() {
	const shape = z.object({ data: z.array(connection.extend({ health: connectionWord })) });
	return useQuery({
		queryKey: ["connections", "words"],
		queryFn: async ({ signal }) => (await ask(shape, "/connections", { signal })).data,
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
	await lookAgain();
	return made;
}

/** Undefined once it is queued. */
export function simulate(id: string, json: Simulation): Promise<void> {
	return tell(`/connections/${id}/simulate`, { method: "POST", json });
}

export async function change(id: string, json: ConnectionChange) {
	const changed = await ask(connection, `/connections/${id}`, { method: "PATCH", json });
	await lookAgain();
	return changed;
}

export async function disconnect(id: string): Promise<void> {
	await tell(`/connections/${id}`, { method: "DELETE" });
	await lookAgain();
}

/** Asks the system itself, line by line what works. */
export function testConnection(id: string) {
	return ask(connectionTest, `/connections/${id}/test`, { method: "POST" });
}

/** A real customer's card, asked for now. */
export function tryConnection(id: string, customer: CustomerToTry) {
	return ask(card, `/connections/${id}/try`, { method: "POST", json: customer });
}

export async function putNoticeAway(id: string, noticeId: string): Promise<void> {
	await tell(`/connections/${id}/notices/${encodeURIComponent(noticeId)}`, { method: "DELETE" });
	await lookAgain();
}

function lookAgain(): Promise<void> {
	return queries.invalidateQueries({ queryKey: ["connections"] });
}
