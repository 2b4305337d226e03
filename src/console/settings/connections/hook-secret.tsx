// The secret that webhooks are signed with, where it is to be typed in.
import { Badge, Button, Group, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sentenceOf } from "../../states/failure.tsx";
import { sayDone } from "../../states/said.ts";
import styles from "./connections.module.css";
import { change } from "./connections.ts";

interface Props {
	connectionId: string;
	isSet: boolean;
	from: "vendor" | "heddle";
	/** The system's name. */
	title: string;
}

/** 8 characters, as protocol/http.ts has it. */
const SHORTEST = 8;

export function HookSecret({ connectionId, isSet, from, title }: Props) {
	const [typed, setTyped] = useState("");
	const [refused, setRefused] = useState<string | null>(null);
	const save = useMutation({
		mutationFn: (hookSecret: string) => change(connectionId, { hookSecret }),
		onSuccess: () => {
			setTyped("");
			sayDone("The webhook secret is set.");
		},
		onError: (error) => setRefused(sentenceOf(error)),
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		const secret = typed.trim();
		if (secret.length < SHORTEST) setRefused(`Secrets have at least ${SHORTEST} characters`);
		else save.mutate(secret);
	};
	const wasSet = isSet || save.isSuccess;
	return (
		<form onSubmit={submit} noValidate>
			<Group align="flex-end" gap="xs">
				<PasswordInput
					className={styles.growing}
					label={<>Webhook secret {wasSet && <Badge color="teal">set</Badge>}</>}
					aria-label="Webhook secret"
					description={
						from === "vendor"
							? `From ${title}: with it Heddle knows that an event is real.`
							: "It was shown when it was made. If it is lost, type a new one here and there."
					}
					placeholder={wasSet ? "Leave empty to keep it" : undefined}
					autoComplete="new-password"
					value={typed}
					error={refused !== null}
					onChange={(event) => {
						setTyped(event.currentTarget.value);
						setRefused(null);
					}}
				/>
				<Button type="submit" variant="default" loading={save.isPending}>
					Save the secret
				</Button>
			</Group>
			{refused && (
				<p role="alert" className={styles.refused}>
					{refused}
				</p>
			)}
		</form>
	);
}
