// Asks before something is lost.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Failure } from "../states/failure.tsx";

interface Props {
	/** What will be done, as a question: "Delete the connection “ERP”?" */
	question: string;
	/** What that means. */
	meaning: string;
	/** The button's verb. */
	verb: string;
	onConfirm: () => Promise<unknown>;
	onClose: () => void;
}

export function Confirm({ question, meaning, verb, onConfirm, onClose }: Props) {
	const act = useMutation({ mutationFn: onConfirm, onSuccess: onClose });
	return (
		<Modal opened onClose={onClose} title={question} size="sm">
			<Stack gap="md">
				<Text size="sm">{meaning}</Text>
				{act.error && <Failure error={act.error} />}
				<Group justify="flex-end" gap="xs">
					<Button variant="default" onClick={onClose} data-autofocus>
						Keep it
					</Button>
					<Button color="red.8" loading={act.isPending} onClick={() => act.mutate()}>
						{verb}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
