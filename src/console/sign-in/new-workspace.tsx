// Signed in, but in no workspace: make one, or go into one of those there are.
import { Alert, Anchor, Button, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { type Me, workspace } from "../../protocol/http.ts";
import { askSignIn } from "../http/request.ts";
import { signOut, switchWorkspace } from "../session/leaving.ts";
import { startOver } from "../session/me.ts";
import { Failure } from "../states/failure.tsx";
import { Entrance } from "./entrance.tsx";

const REGIONS = [
	{ value: "none", label: "Anywhere", description: "Each conversation lives near whoever begins it." },
	{ value: "eu", label: "European Union", description: "Conversations are stored and processed in the EU." },
	{ value: "us", label: "United States", description: "Conversations are stored and processed in the US." },
] as const;

type Jurisdiction = (typeof REGIONS)[number]["value"];

interface Props {
	me: Me;
	/** This tab has shown a workspace to which the person does not belong any more. */
	wasRemoved?: boolean;
	onCancel?: () => void;
}

export function NewWorkspace({ me, wasRemoved = false, onCancel }: Props) {
	const form = useForm<{ name: string; jurisdiction: Jurisdiction }>({
		initialValues: { name: "", jurisdiction: "none" },
		// 80 characters, as protocol/http.ts has it.
		validate: { name: (name) => (name.trim() && name.length <= 80 ? null : "Give it a name of at most 80 characters") },
	});
	const make = useMutation({
		mutationFn: (values: typeof form.values) => askSignIn(workspace, "/workspaces", { method: "POST", json: values }),
		onSuccess: async ({ id }) => {
			await startOver(id);
			onCancel?.();
		},
	});
	return (
		<Entrance title="Create a workspace" lead="One workspace for one business: its people, conversations and systems.">
			{wasRemoved && (
				<Alert color="yellow" variant="light" role="alert" title="You do not belong to this workspace any more">
					An admin has removed you. What you wrote there stays.
				</Alert>
			)}
			<form onSubmit={form.onSubmit((values) => make.mutate(values))} noValidate>
				<Stack gap="md">
					<TextInput
						label="Name of the business"
						autoFocus
						autoComplete="organization"
						{...form.getInputProps("name")}
					/>
					<Radio.Group
						label="Where its conversations may live"
						description="This is decided once: it cannot be changed later."
						{...form.getInputProps("jurisdiction")}
					>
						<Stack gap="xs" mt="xs">
							{REGIONS.map((region) => (
								<Radio key={region.value} {...region} />
							))}
						</Stack>
					</Radio.Group>
					{make.error && <Failure error={make.error} />}
					<Button type="submit" fullWidth loading={make.isPending}>
						Create workspace
					</Button>
				</Stack>
			</form>
			{!me.workspace && me.workspaces.length > 0 && (
				<Stack gap={4}>
					<Text size="sm" fw={600}>
						Or open one that you belong to
					</Text>
					{me.workspaces.map((one) => (
						<Button key={one.id} variant="default" justify="space-between" onClick={() => switchWorkspace(one.id)}>
							{one.name}
						</Button>
					))}
				</Stack>
			)}
			<Text size="sm" c="dimmed">
				{onCancel ? (
					<Anchor component="button" type="button" onClick={onCancel}>
						Back to {me.workspace?.name ?? "the desk"}
					</Anchor>
				) : (
					<>
						Signed in as {me.user.email}.{" "}
						<Anchor component="button" type="button" onClick={signOut}>
							Sign out
						</Anchor>
					</>
				)}
			</Text>
		</Entrance>
	);
}
