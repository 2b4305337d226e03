// What a system says when it is asked whether everything works.
import { Button, Group, Loader, Modal, Stack, Text } from "@mantine/core";
import { IconCircleCheckFilled, IconCircleXFilled, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Failure } from "../../states/failure.tsx";
import styles from "./connections.module.css";
import { type ConnectionInList, testConnection } from "./connections.ts";

export function TestDialog({ connection, onClose }: { connection: ConnectionInList; onClose: () => void }) {
	return (
		<Modal opened onClose={onClose} title={`Test of ${connection.name}`}>
			<TestLines test={useConnectionTest(connection.id)} />
		</Modal>
	);
}

/** Tests as soon as it is used. */
export function useConnectionTest(connectionId: string) {
	return useQuery({
		queryKey: ["connection test", connectionId],
		queryFn: () => testConnection(connectionId),
		// A test is about this moment.
		gcTime: 0,
		staleTime: 0,
		retry: false,
		refetchOnWindowFocus: false,
	});
}

export function TestLines({ test }: { test: ReturnType<typeof useConnectionTest> }) {
	const lines = test.isFetching ? [] : (test.data?.lines ?? []);
	const missing = lines.filter(({ ok }) => !ok).length;
	return (
		<Stack gap="xs" aria-live="polite">
			{test.isFetching && (
				<Group gap="xs">
					<Loader size="xs" aria-hidden />
					<Text size="sm">Asking the system…</Text>
				</Group>
			)}
			{!test.isFetching && test.error && <Failure title="The test could not be run" error={test.error} />}
			{lines.length > 0 && (
				<Text size="sm" fw={600}>
					{missing === 0 ? "Everything works" : missing === 1 ? "One thing to mend" : `${missing} things to mend`}
				</Text>
			)}
			{lines.length > 0 && (
				<div className={styles.testLines}>
					{lines.map((line) => (
						<div key={line.text} className={styles.testLine} data-ok={line.ok}>
							{line.ok ? (
								<IconCircleCheckFilled size={18} aria-label="works:" />
							) : (
								<IconCircleXFilled size={18} aria-label="missing:" />
							)}
							{line.text}
						</div>
					))}
				</div>
			)}
			{!test.isFetching && (
				<Group>
					<Button
						size="compact-sm"
						variant="default"
						leftSection={<IconRefresh size={14} aria-hidden />}
						onClick={() => test.refetch()}
					>
						Test again
					</Button>
				</Group>
			)}
		</Stack>
	);
}
