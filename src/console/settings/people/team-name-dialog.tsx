// A team's name, for a new one or for one there is.
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import type { Team } from "../../session/colleagues.ts";
import { useMember } from "../../session/me.ts";
import { Failure } from "../../states/failure.tsx";
import { makeTeam, renameTeam } from "./people.ts";

export function TeamNameDialog({ team, onClose }: { team?: Team; onClose: () => void }) {
	const { user } = useMember();
	const form = useForm({
		initialValues: { name: team?.name ?? "" },
		validate: { name: (name) => (name.trim() ? null : "Give it a name") },
	});
	const save = useMutation({
		mutationFn: (name: string) => (team ? renameTeam(team.id, name) : makeTeam(name, user.id)),
		onSuccess: onClose,
	});
	return (
		<Modal opened onClose={onClose} title={team ? `Rename ${team.name}` : "New team"} size="sm">
			<form onSubmit={form.onSubmit(({ name }) => save.mutate(name.trim()))} noValidate>
				<Stack gap="sm">
					<TextInput label="Name" maxLength={80} data-autofocus {...form.getInputProps("name")} />
					{save.error && <Failure error={save.error} />}
					<Group justify="flex-end">
						<Button type="submit" loading={save.isPending}>
							{team ? "Rename" : "Make the team"}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
