// The form that a connector describes: its fields, and what every connection has.
import { Anchor, Button, Checkbox, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ConnectorInfo } from "../../../protocol/http.ts";
import { Failure } from "../../states/failure.tsx";

export interface ConnectionValues {
	name: string;
	settings: Record<string, string>;
	hookSecret: string;
	required: boolean;
}

interface Props {
	connector: ConnectorInfo;
	initial: ConnectionValues;
	/** Keys of secret settings that are stored already: left empty they stay as they are. */
	secretsSet: readonly string[];
	hookSecretSet: boolean;
	submitLabel: string;
	sending: boolean;
	error: unknown;
	onSubmit: (values: ConnectionValues) => void;
	onBack?: () => void;
}

const UNCHANGED = "stored; leave empty to keep it";

export function ConnectionForm({ connector, initial, secretsSet, hookSecretSet, ...props }: Props) {
	const isMissing = (key: string, value: string | undefined) => !value?.trim() && !secretsSet.includes(key);
	const form = useForm({
		initialValues: initial,
		validate: (values) => {
			const errors: Record<string, string> = {};
			if (!values.name.trim()) errors.name = "Give it a name";
			for (const { key, required } of connector.fields) {
				if (required && isMissing(key, values.settings[key])) errors[`settings.${key}`] = "This is needed";
			}
			// 8 characters, as protocol/http.ts has it.
			if (values.hookSecret && values.hookSecret.length < 8) errors.hookSecret = "Secrets have at least 8 characters";
			return errors;
		},
	});
	return (
		<form onSubmit={form.onSubmit(props.onSubmit)} noValidate>
			<Stack gap="sm">
				<Text size="sm" c="dimmed">
					{connector.summary}
				</Text>
				<TextInput
					label="Name"
					description="How your agents call it."
					maxLength={80}
					data-autofocus
					{...form.getInputProps("name")}
				/>
				{connector.fields.map(({ key, label, help, placeholder, secret, required }) => {
					const Field = secret ? PasswordInput : TextInput;
					return (
						<Field
							key={key}
							label={label}
							description={help}
							placeholder={secretsSet.includes(key) ? UNCHANGED : placeholder}
							withAsterisk={required}
							autoComplete="off"
							{...form.getInputProps(`settings.${key}`)}
						/>
					);
				})}
				{connector.hooks?.secretFrom === "vendor" && (
					<PasswordInput
						label="Webhook secret"
						description={`From ${connector.title}: with it Heddle knows that an event is real. It can be added later.`}
						placeholder={hookSecretSet ? UNCHANGED : undefined}
						autoComplete="off"
						{...form.getInputProps("hookSecret")}
					/>
				)}
				<Checkbox
					label="No profile without it"
					description="If it fails, the look-up of the other systems ends too. Seldom wanted: a slow ERP should not hide the orders."
					{...form.getInputProps("required", { type: "checkbox" })}
				/>
				{props.error ? <Failure error={props.error} /> : null}
				<Group justify="space-between" mt="xs">
					{props.onBack ? (
						<Anchor component="button" type="button" size="sm" onClick={props.onBack}>
							Another system
						</Anchor>
					) : (
						<span />
					)}
					<Button type="submit" loading={props.sending}>
						{props.submitLabel}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

/** Only what was typed: an empty secret means "as it is". */
export function typedSettings(connector: ConnectorInfo, settings: Record<string, string>): Record<string, string> {
	return Object.fromEntries(
		connector.fields.flatMap(({ key, secret }) => {
			const value = settings[key]?.trim() ?? "";
			return value === "" && secret ? [] : [[key, value]];
		}),
	);
}
