// A failed request, in the server's own sentence, with the id that finds it in the logs.
import { Alert, Button, Code, Group, List, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Refused } from "../http/request.ts";

interface Props {
	error: unknown;
	/** What could not be done, as in "The rules could not be loaded". */
	title?: string;
	onRetry?: () => void;
}

export function Failure({ error, title, onRetry }: Props) {
	const said = error instanceof Refused ? error.problem : null;
	return (
		<Alert
			role="alert"
			color="red"
			variant="light"
			icon={<IconAlertTriangle size={18} aria-hidden />}
			title={title}
			p="sm"
		>
			<Text size="sm">{sentenceOf(error)}</Text>
			{said?.issues && said.issues.length > 0 && (
				<List size="sm" mt={4}>
					{said.issues.map((issue) => (
						<List.Item key={`${issue.path} ${issue.message}`}>
							{issue.path}: {issue.message}
						</List.Item>
					))}
				</List>
			)}
			<Group gap="sm" mt={said || onRetry ? 6 : 0}>
				{onRetry && (
					<Button size="compact-sm" variant="default" onClick={onRetry}>
						Try again
					</Button>
				)}
				{said && (
					<Text size="xs" c="dimmed">
						Request <Code>{said.requestId}</Code>
					</Text>
				)}
			</Group>
		</Alert>
	);
}

export function sentenceOf(error: unknown): string {
	return error instanceof Error ? error.message : "Something broke. Try again.";
}
