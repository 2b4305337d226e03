// A real customer's card, as agents will see it: the proof that a connection is worth having.
import { Button, Group, Modal, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { CardPanel } from "../../customer/card-panel.tsx";
import { useNow } from "../../format/now.ts";
import { Failure } from "../../states/failure.tsx";
import styles from "./connections.module.css";
import { type ConnectionInList, tryConnection } from "./connections.ts";

export function TryDialog({ connection, onClose }: { connection: ConnectionInList; onClose: () => void }) {
	return (
		<Modal opened onClose={onClose} title={`A customer's card from ${connection.name}`}>
			<CustomerTry connectionId={connection.id} />
		</Modal>
	);
}

export function CustomerTry({ connectionId }: { connectionId: string }) {
	const now = useNow(1_000);
	const [email, setEmail] = useState("");
	const [refused, setRefused] = useState<string | null>(null);
	const look = useMutation({ mutationFn: (email: string) => tryConnection(connectionId, { email }) });
	const show = () => {
		const typed = email.trim();
		// As little as an address must have; what else is wrong with it the server says.
		const fits = /^\S+@\S+\.\S+$/.test(typed);
		setRefused(fits ? null : "Type an e-mail address");
		if (fits) look.mutate(typed);
	};
	return (
		<Stack gap="sm">
			<form
				noValidate
				onSubmit={(event) => {
					event.preventDefault();
					show();
				}}
			>
				<Group align="flex-end" gap="xs">
					<TextInput
						className={styles.growing}
						type="email"
						label="A customer's e-mail address"
						placeholder="customer@example.com"
						autoComplete="off"
						value={email}
						error={refused !== null}
						onChange={(event) => {
							setEmail(event.currentTarget.value);
							setRefused(null);
						}}
					/>
					<Button type="submit" loading={look.isPending}>
						Show the card
					</Button>
				</Group>
				<Text size="xs" c={refused ? "var(--bad-ink)" : "dimmed"} mt={6} role={refused ? "alert" : undefined}>
					{refused ??
						"Somebody whom the system knows. Below is what your agents will see. The answer is kept encrypted for a week, to try mappings on."}
				</Text>
			</form>
			{look.error && <Failure title="The card could not be asked for" error={look.error} />}
			{look.isPending && <Skeleton height={96} radius="lg" role="status" aria-label="Loading" />}
			{!look.isPending && look.data && (
				<div className={styles.tried}>
					<CardPanel card={look.data} now={now} jump={null} onRetry={show} />
				</div>
			)}
		</Stack>
	);
}
