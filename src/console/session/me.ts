// Who is signed in, and in which workspace.
import { useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { type Me, me as meShape } from "../../protocol/http.ts";
import { queries } from "../http/queries.ts";
import { askSignIn, query, Refused } from "../http/request.ts";
import { showInTab, workspaceOfTab } from "../http/tab.ts";
import { forgetTicket } from "../http/tickets.ts";

/** Somebody signed in to a workspace: what every screen behind the sign-in can count on. */
export type Member = Me & { workspace: NonNullable<Me["workspace"]>; role: NonNullable<Me["role"]> };

/** `null`: nobody is signed in. */
export function useMeQuery() {
	return useQuery({ queryKey: ["me"], queryFn: ({ signal }) => askMe(signal), staleTime: 60_000 });
}

async function askMe(signal: AbortSignal): Promise<Me | null> {
	try {
		const me = await askSignIn(meShape, `/me${query({ workspace: workspaceOfTab() })}`, { signal });
		if (me.workspace) showInTab(me.workspace.id);
		return me;
	} catch (error) {
		if (error instanceof Refused && error.problem.status === 401) return null;
		throw error;
	}
}

/** After signing in, or a change to another workspace: nothing that was read before may be shown again. */
export async function startOver(workspaceId?: string): Promise<void> {
	if (workspaceId !== undefined) showInTab(workspaceId);
	forgetTicket();
	queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" });
	await queries.invalidateQueries({ queryKey: ["me"] });
}

export const MemberContext = createContext<Member | null>(null);

export function useMember(): Member {
	const member = useContext(MemberContext);
	if (!member) throw new Error("useMember is for screens behind the sign-in");
	return member;
}

/** Owners and admins change how the workspace works; agents answer. The server decides again at each request. */
export function mayAdminister(member: Member): boolean {
	return member.role !== "agent";
}
