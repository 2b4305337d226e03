// Connecting a system: pick, paste, see that it works by a customer's card, and let its events come.
import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ConnectorInfo } from "../../../protocol/connections.ts";
import { ConnectionForm } from "./connection-form.tsx";
import { type ConnectionValues, wishOf } from "./connection-values.ts";
import { change, connect, type MadeConnection } from "./connections.ts";
import { ConnectorChoice } from "./connector-choice.tsx";
import { CustomerTry } from "./customer-try.tsx";
import { HookSetUp } from "./hook-set-up.tsx";
import { SetUpSteps } from "./set-up-steps.tsx";
import { TestLines, useConnectionTest } from "./test-lines.tsx";

type Step = "pick" | "paste" | "test" | "events";

export function AddConnection({ onClose }: { onClose: () => void }) {
	const isPhone = useMediaQuery("(max-width: 48em)");
	const [connector, setConnector] = useState<ConnectorInfo | null>(null);
	const [made, setMade] = useState<MadeConnection | null>(null);
	const [step, setStep] = useState<Step>("pick");
	const save = useMutation({
		mutationFn: async (values: ConnectionValues): Promise<MadeConnection> => {
			if (!connector) throw new Error("No connector was chosen");
			const wish = wishOf(connector, values);
			// Coming back to the form changes what is there. The hook secret was shown when it was made, and still is.
			if (made) return { ...(await change(made.id, wish)), hookSecret: made.hookSecret };
			return connect({ connector: connector.name, ...wish });
		},
		onSuccess: (saved) => {
			setMade(saved);
			setStep("test");
		},
	});
	const steps = ["Pick", "Paste", "Test", ...(!connector || connector.hooks ? ["Events"] : [])];
	return (
		<Modal
			opened
			onClose={onClose}
			title={titleOf(step, connector, made)}
			size="lg"
			fullScreen={isPhone ?? false}
			closeOnClickOutside={step === "pick"}
		>
			<Stack gap="lg">
				<SetUpSteps steps={steps} at={STEPS.indexOf(step)} />
				{step === "pick" && (
					<ConnectorChoice
						onChoose={(chosen) => {
							setConnector(chosen);
							setStep("paste");
						}}
					/>
				)}
				{step === "paste" && connector && (
					<ConnectionForm
						connector={connector}
						made={made ?? undefined}
						submitLabel="Save and test"
						sending={save.isPending}
						error={save.error}
						onSubmit={(values) => save.mutate(values)}
						onBack={
							made
								? undefined
								: () => {
										save.reset();
										setStep("pick");
									}
						}
					/>
				)}
				{step === "test" && connector && made && (
					<TestStep
						made={made}
						onMend={() => setStep("paste")}
						onEvents={connector.hooks ? () => setStep("events") : undefined}
						onDone={onClose}
					/>
				)}
				{step === "events" && connector && made && (
					<>
						<HookSetUp connector={connector} connection={made} hookSecret={made.hookSecret} waits />
						<Group justify="flex-end">
							<Button onClick={onClose}>Done</Button>
						</Group>
					</>
				)}
			</Stack>
		</Modal>
	);
}

const STEPS: readonly Step[] = ["pick", "paste", "test", "events"];

function titleOf(step: Step, connector: ConnectorInfo | null, made: MadeConnection | null): string {
	if (step === "pick" || !connector) return "Connect a system";
	if (step === "events") return `Events of ${made?.name ?? connector.title}`;
	return step === "test" && made ? `${made.name} is saved` : `Connect ${connector.title}`;
}

interface TestStepProps {
	made: MadeConnection;
	onMend: () => void;
	onEvents: (() => void) | undefined;
	onDone: () => void;
}

function TestStep({ made, onMend, onEvents, onDone }: TestStepProps) {
	const test = useConnectionTest(made.id);
	const answers = !test.isFetching && test.data?.lines.some(({ ok }) => ok) === true;
	return (
		<>
			<TestLines test={test} />
			{answers && (
				<section aria-label="See a customer's card">
					<Title order={3} fz="sm" mb="xs">
						See a customer's card
					</Title>
					<CustomerTry connectionId={made.id} />
				</section>
			)}
			{!test.isFetching &&
				(test.data?.ok ? (
					<Works onMend={onMend} onEvents={onEvents} onDone={onDone} />
				) : (
					<Group justify="space-between">
						<Button variant="subtle" color="gray" onClick={onEvents ?? onDone}>
							Go on anyway
						</Button>
						<Button onClick={onMend}>Change the settings</Button>
					</Group>
				))}
		</>
	);
}

function Works({ onMend, onEvents, onDone }: Omit<TestStepProps, "made">) {
	return (
		<div>
			<Group justify="space-between">
				<Button variant="subtle" color="gray" onClick={onMend}>
					Change the settings
				</Button>
				<Group gap="xs">
					<Button variant={onEvents ? "default" : "filled"} onClick={onDone}>
						{onEvents ? "Skip events" : "Done"}
					</Button>
					{onEvents && <Button onClick={onEvents}>Set up events</Button>}
				</Group>
			</Group>
			{onEvents && (
				<Text size="xs" c="dimmed" ta="end" mt={6}>
					Events show at once what happens to a customer. They can be set up later, too.
				</Text>
			)}
		</div>
	);
}
