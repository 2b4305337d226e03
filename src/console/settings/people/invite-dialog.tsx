// Inviting somebody: an address and a role go in, a link comes out.
import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { isEmail, useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useTeams } from "../../session/colleagues.ts";
import { useMember } from "../../session/me.ts";
import { Failure } from "../../states/failure.tsx";
import { ValueToCopy } from "../value-to-copy.tsx";
import { invitationLink, invite, type RoleName } from "./people.ts";

export function InviteDialog({ onClose }: { onClose: () => void }) {
	const { role: myRole, teams: myTeams } = useMember();
	const { teams } = useTeams();
	const form = useForm<{ email: string; role: RoleName; teamId: string }>({
		initialValues: { email: "", role: "agent", teamId: myTeams[0]?.id ?? "" },
		validate: { email: isEmail("Enter an e-mail address"), teamId: (id) => (id ? null : "Choose a team") },
	});
	const send = useMutation({
		mutationFn: ({ email, role, teamId }: typeof form.values) => invite(email, role, teamId),
	});
	return (
		<Modal opened onClose={onClose} title="Invite a colleague">
			{send.data ? (
				<Stack gap="md">
					<Text size="sm">
						Send this link to {form.values.email}. It works for that address only, after signing in or creating an
						account with it.
					</Text>
					<ValueToCopy label="Invitation link" value={invitationLink(send.data.id)} />
					<Group justify="flex-end">
						<Button onClick={onClose}>Done</Button>
					</Group>
				</Stack>
			) : (
				<form onSubmit={form.onSubmit((values) => send.mutate(values))} noValidate>
					<Stack gap="sm">
						<TextInput label="E-mail" type="email" autoComplete="off" data-autofocus {...form.getInputProps("email")} />
						<Select
							label="Role"
							allowDeselect={false}
							data={[
								{ value: "agent", label: "Agent: answers customers" },
								{ value: "admin", label: "Admin: also changes the settings" },
								...(myRole === "owner" ? [{ value: "owner", label: "Owner: can do everything" }] : []),
							]}
							{...form.getInputProps("role")}
						/>
						<Select
							label="Team"
							description="Whose desk they will see. Further teams can follow."
							allowDeselect={false}
							data={teams.map(({ id, name }) => ({ value: id, label: name }))}
							{...form.getInputProps("teamId")}
						/>
						{send.error && <Failure error={send.error} />}
						<Group justify="flex-end">
							<Button type="submit" loading={send.isPending}>
								Make the link
							</Button>
						</Group>
					</Stack>
				</form>
			)}
		</Modal>
	);
}
