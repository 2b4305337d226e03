// Invitations that nobody has accepted yet.
import { ActionIcon, Badge, Button, CopyButton, Stack, Title, Tooltip } from "@mantine/core";
import { IconLink, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useNow } from "../../format/now.ts";
import { relative } from "../../format/time.ts";
import { Failure } from "../../states/failure.tsx";
import { sayRefused } from "../../states/said.ts";
import styles from "../settings.module.css";
import { invitationLink, useInvitations, withdraw } from "./people.ts";

export function InvitationRows() {
	const invitations = useInvitations();
	const now = useNow(60_000);
	const cancel = useMutation({ mutationFn: withdraw, onError: sayRefused });
	if (invitations.error) {
		return (
			<Failure
				title="The invitations could not be loaded"
				error={invitations.error}
				onRetry={() => invitations.refetch()}
			/>
		);
	}
	if (!invitations.data || invitations.data.length === 0) return null;
	return (
		<Stack gap="xs">
			<Title order={2}>Invited</Title>
			<div className={styles.panel}>
				{invitations.data.map(({ id, email, role, expiresAt }) => (
					<div key={id} className={styles.row}>
						<div className={styles.grow}>
							<div className={styles.title}>
								{email} <Badge color="gray">{role}</Badge>
							</div>
							<div className={styles.small}>The link ends {relative(new Date(expiresAt).toISOString(), now)}</div>
						</div>
						<div className={styles.actions}>
							<CopyButton value={invitationLink(id)} timeout={1_500}>
								{({ copied, copy }) => (
									<Button
										size="compact-sm"
										variant="default"
										leftSection={<IconLink size={14} aria-hidden />}
										onClick={copy}
									>
										{copied ? "Copied" : "Copy link"}
									</Button>
								)}
							</CopyButton>
							<Tooltip label="Withdraw">
								<ActionIcon
									aria-label={`Withdraw the invitation of ${email}`}
									loading={cancel.isPending}
									onClick={() => cancel.mutate(id)}
								>
									<IconX size={16} aria-hidden />
								</ActionIcon>
							</Tooltip>
						</div>
					</div>
				))}
			</div>
		</Stack>
	);
}
