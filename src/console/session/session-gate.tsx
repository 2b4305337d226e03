// What stands between the door and the desk: signed in, and in a workspace.
import { Button, Center, Loader } from "@mantine/core";
import { type ReactNode, useMemo } from "react";
import { workspaceOfTab } from "../http/tab.ts";
import { Entrance } from "../sign-in/entrance.tsx";
import { NewWorkspace } from "../sign-in/new-workspace.tsx";
import { SignIn } from "../sign-in/sign-in.tsx";
import { Failure } from "../states/failure.tsx";
import { type Member, MemberContext, useMeQuery } from "./me.ts";

export function SessionGate({ children }: { children: ReactNode }) {
	const { data: me, error, isPending, refetch, isFetching } = useMeQuery();
	const member = useMemo<Member | null>(
		() => (me?.workspace && me.role ? { ...me, workspace: me.workspace, role: me.role } : null),
		[me],
	);

	if (isPending) {
		return (
			<Center mih="100dvh">
				<Loader aria-label="Opening Heddle" type="dots" />
			</Center>
		);
	}
	if (me === undefined) {
		return (
			<Entrance title="Heddle cannot be opened">
				<Failure error={error} />
				<Button onClick={() => refetch()} loading={isFetching}>
					Try again
				</Button>
			</Entrance>
		);
	}
	if (me === null) return <SignIn />;
	if (!member) return <NewWorkspace me={me} wasRemoved={workspaceOfTab() !== undefined} />;
	return <MemberContext value={member}>{children}</MemberContext>;
}
