// A test event: what the system would send if this had happened, to see which rules and alerts come of it.
import { Button, Group, Modal, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { ConnectorInfo, Simulated } from "../../../protocol/connections.ts";
import { sentenceOf } from "../../states/failure.tsx";
import { sayDone } from "../../states/said.ts";
import styles from "./connections.module.css";
import { type ConnectionInList, simulate } from "./connections.ts";

const WORDS: Record<Simulated, string> = {
	order_placed: "An order is placed",
	late_parcel: "A parcel is late",
	payment_failed: "A payment fails",
	refund_failed: "A refund bounces",
	dispute_opened: "A payment is disputed",
};

interface Props {
	connection: ConnectionInList;
	connector: ConnectorInfo;
	onClose: () => void;
}

export function TestEventDialog({ connection, connector, onClose }: Props) {
	const choices = connector.hooks?.simulates ?? [];
	const [what, setWhat] = useState(choices[0]);
	const [email, setEmail] = useState("");
	const send = useMutation({
		mutationFn: (chosen: Simulated) =>
			simulate(connection.id, { what: chosen, ...(email.trim() && { email: email.trim() }) }),
		onSuccess: () => {
			sayDone("The test event is on its way.");
			onClose();
		},
	});
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (what) send.mutate(what);
	};
	return (
		<Modal opened onClose={onClose} title="Send a test event">
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<Text size="sm">
						Heddle takes it as if {connector.title} had sent it: rules apply and alerts ring. It is marked as a test
						wherever it is shown, and no order, card or message to a customer comes of it.
					</Text>
					<Radio.Group
						label="What happens"
						value={what ?? null}
						onChange={(value) => setWhat(choices.find((choice) => choice === value))}
					>
						<Stack gap={6} mt={4}>
							{choices.map((choice) => (
								<Radio key={choice} value={choice} label={WORDS[choice]} />
							))}
						</Stack>
					</Radio.Group>
					<TextInput
						type="email"
						label="To which customer"
						description="The address of somebody with an open conversation, to see it there. Empty: to nobody."
						placeholder="customer@example.com"
						value={email}
						onChange={(event) => setEmail(event.currentTarget.value)}
					/>
					{send.error && (
						<p role="alert" className={styles.refused}>
							{sentenceOf(send.error)}
						</p>
					)}
					<Group justify="flex-end">
						<Button type="submit" loading={send.isPending} disabled={!what}>
							Send
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
