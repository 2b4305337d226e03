// The form that a connector describes: its fields, and what every connection has.
import { Button, Checkbox, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconArrowLeft } from "@tabler/icons-react";
import { Fragment, useEffect } from "react";
import type { Connection, ConnectorInfo } from "../../../protocol/connections.ts";
import { Failure } from "../../states/failure.tsx";
import { type ConnectionValues, valuesOf } from "./connection-values.ts";
import styles from "./connections.module.css";
import { formErrors } from "./form-errors.ts";
import { InstallApp } from "./install-app.tsx";
import { SettingField } from "./setting-field.tsx";

/** The field whose value an installation begins with, as the API has it. */
const SHOP = "shop";

interface Props {
	connector: ConnectorInfo;
	/** What is stored already; its secrets are known to be set, and stay as they are where their fields are left empty. */
	made?: Connection | undefined;
	submitLabel: string;
	sending: boolean;
	error: unknown;
	onSubmit: (values: ConnectionValues) => void;
	onBack?: (() => void) | undefined;
}

export function ConnectionForm({ connector, made, error, ...props }: Props) {
	const isSet = (key: string) => made?.secretsSet.includes(key) ?? false;
	const paths = ["name", ...connector.fields.map(({ key }) => `settings.${key}`)];
	const form = useForm<ConnectionValues>({
		initialValues: valuesOf(connector, made),
		validateInputOnBlur: false,
		clearInputErrorOnChange: true,
		validate: (values) => {
			const errors: Record<string, string> = {};
			if (!values.name.trim()) errors.name = "Give it a name";
			for (const { key, required } of connector.fields) {
				if (required && !values.settings[key]?.trim() && !isSet(key)) errors[`settings.${key}`] = "This is needed";
			}
			return errors;
		},
	});
	const focusFirst = (at: object) => form.getInputNode(paths.find((path) => path in at) ?? "")?.focus();
	const said = formErrors(error, paths);
	// biome-ignore lint/correctness/useExhaustiveDependencies: once, when the form is shown
	useEffect(() => {
		form.getInputNode(paths[1] ?? "name")?.focus();
	}, []);
	// biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer of the server, else they could not be cleared
	useEffect(() => {
		if (Object.keys(said.at).length === 0) return;
		form.setErrors(said.at);
		focusFirst(said.at);
	}, [error]);
	return (
		<form onSubmit={form.onSubmit(props.onSubmit, focusFirst)} noValidate autoComplete="off" className={styles.form}>
			<Stack gap="md">
				<Text size="sm" c="dimmed">
					{connector.summary}
				</Text>
				<TextInput
					label="Name"
					description="What your agents call it."
					maxLength={80}
					{...form.getInputProps("name")}
				/>
				{connector.fields.map((field) => (
					<Fragment key={field.key}>
						<SettingField field={field} isSet={isSet(field.key)} input={form.getInputProps(`settings.${field.key}`)} />
						{connector.install && !made && field.key === SHOP && (
							<InstallApp
								install={connector.install}
								title={connector.title}
								shop={form.values.settings[SHOP] ?? ""}
								onMissing={() => form.setFieldError(`settings.${SHOP}`, "This is needed")}
							/>
						)}
					</Fragment>
				))}
				{made && (
					<Checkbox
						label="No profile without it"
						description="If it fails, the look-up of the other systems ends too. Seldom wanted: a slow ERP should not hide the orders."
						{...form.getInputProps("required", { type: "checkbox" })}
					/>
				)}
				{said.rest ? <Failure error={said.rest} /> : null}
				<Group justify="space-between">
					{props.onBack ? (
						<Button
							variant="subtle"
							color="gray"
							leftSection={<IconArrowLeft size={16} aria-hidden />}
							onClick={props.onBack}
						>
							Another system
						</Button>
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
