// What a system says when it is asked whether everything works.
import { Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { IconCircleCheckFilled, IconCircleXFilled } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Failure } from "../../states/failure.tsx";
import styles from "../settings.module.css";
import { type ConnectionInList, testConnection } from "./connections.ts";

export function TestDialog({ connection, onClose }: { connection: ConnectionInList; onClose: () => void }) {
	return (
		<Modal opened onClose={onClose} title={`Test of ${connection.name}`}>
			<TestLines connectionId={connection.id} />
		</Modal>
	);
}

/** Tests as soon as it is shown. */
export function TestLines({ connectionId }: { connectionId: string }) {
	const test = useQuery({
		queryKey: ["connection test", connectionId],
		queryFn: () => testConnection(connectionId),
		// A test is about this moment.
		gcTime: 0,
		staleTime: 0,
		retry: false,
		refetchOnWindowFocus: false,
	});
	return (
		<Stack gap="xs" aria-live="polite">
			{test.isFetching && (
				<Group gap="xs">
					<Loader size="xs" aria-hidden />
					<Text size="sm">Asking the system…</Text>
				</Group>
			)}
			{!test.isFetching && test.error && <Failure title="The test could not be run" error={test.error} />}
			{!test.isFetching &&
				test.data?.lines.map((line) => (
					<div key={line.text} className={styles.testLine}>
						{line.ok ? (
							<IconCircleCheckFilled size={17} color="#2b9e63" aria-label="works:" />
						) : (
							<IconCircleXFilled size={17} color="#d94040" aria-label="missing:" />
						)}
						{line.text}
					</div>
				))}
			{!test.isFetching && (
				<Group>
					<Button size="compact-sm" variant="default" onClick={() => test.refetch()}>
						Test again
					</Button>
				</Group>
			)}
		</Stack>
	);
}
