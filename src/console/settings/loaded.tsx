// What every list here does before it can be shown: wait, or say why it cannot be.
import { Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "../states/failure.tsx";

interface Props<T> {
	/** Of TanStack Query: of one answer, or of pages. */
	query: { data: T | undefined; error: Error | null; refetch: () => unknown };
	/** What could not be loaded: "The connections". */
	what: string;
	children: (data: T) => ReactNode;
}

export function Loaded<T>({ query, what, children }: Props<T>) {
	if (query.data !== undefined) return children(query.data);
	if (query.error) {
		return <Failure title={`${what} could not be loaded`} error={query.error} onRetry={() => query.refetch()} />;
	}
	return (
		<Stack gap="xs" role="status" aria-label="Loading">
			<Skeleton height={56} radius="lg" />
			<Skeleton height={56} radius="lg" />
			<Skeleton height={56} radius="lg" />
		</Stack>
	);
}
