// An invitation link: sign in or up, see who invites, join.
import { Button, Center, Group, Loader, Paper, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { auth, granted } from "../session/auth.ts";
import { signOut } from "../session/leaving.ts";
import { startOver, useMeQuery } from "../session/me.ts";
import { Failure } from "../states/failure.tsx";
import { Entrance } from "./entrance.tsx";
import { SignIn } from "./sign-in.tsx";

export function Invitation({ id }: { id: string }) {
	const { data: me, isPending } = useMeQuery();
	if (isPending) {
		return (
			<Center mih="100dvh">
				<Loader aria-label="Opening the invitation" type="dots" />
			</Center>
		);
	}
	if (!me) {
		return (
			<SignIn
				lead="Sign in with the e-mail address that was invited, or create an account for it."
				signUpHref={`/sign-up?invitation=${encodeURIComponent(id)}`}
			/>
		);
	}
	return <Answer id={id} email={me.user.email} />;
}

function Answer({ id, email }: { id: string; email: string }) {
	const [, go] = useLocation();
	const invitation = useQuery({
		queryKey: ["invitation", id, email],
		queryFn: () => granted(auth.organization.getInvitation({ query: { id } })),
		retry: false,
	});
	const join = useMutation({
		mutationFn: async () => {
			const { invitation: accepted } = await granted(auth.organization.acceptInvitation({ invitationId: id }));
			await granted(auth.organization.setActive({ organizationId: accepted.organizationId }));
			return accepted.organizationId;
		},
		onSuccess: async (workspaceId) => {
			// Away first: a used invitation is not found any more.
			go("/");
			await startOver(workspaceId);
		},
	});
	return (
		<Entrance title={invitation.data ? `Join ${invitation.data.organizationName}` : "Invitation"}>
			{invitation.isPending && <Loader type="dots" aria-label="Reading the invitation" />}
			{invitation.error && (
				<Stack gap="sm">
					<Failure error={invitation.error} title="This invitation cannot be used" />
					<Text size="sm" c="dimmed">
						You are signed in as {email}. The invitation may be for another address, used up, or expired.
					</Text>
				</Stack>
			)}
			{invitation.data && (
				<Paper withBorder p="md">
					<Text size="sm">
						{invitation.data.inviterEmail} invites you to join as {invitation.data.role}.
					</Text>
				</Paper>
			)}
			{join.error && <Failure error={join.error} />}
			<Group gap="xs">
				{invitation.data && (
					<Button onClick={() => join.mutate()} loading={join.isPending}>
						Join
					</Button>
				)}
				<Button variant="default" onClick={signOut}>
					Use another account
				</Button>
			</Group>
		</Entrance>
	);
}
