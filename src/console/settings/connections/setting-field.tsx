// One field of a connector's form: text, a secret that never comes back, or a choice.
import { Badge, PasswordInput, Select, TextInput } from "@mantine/core";
import type { GetInputPropsReturnType } from "@mantine/form";
import type { FormField } from "../../../protocol/connections.ts";

interface Props {
	field: FormField;
	/** A secret that is stored already. */
	isSet: boolean;
	input: GetInputPropsReturnType;
}

export function SettingField({ field, isSet, input }: Props) {
	const { label, help, placeholder, secret, required, options } = field;
	const shared = {
		description: help,
		withAsterisk: required && !isSet,
		...input,
	};
	if (options) {
		const data = options.map((option) => ({ ...option }));
		return <Select {...shared} label={label} data={data} allowDeselect={!required} placeholder={placeholder} />;
	}
	if (secret) {
		return (
			<PasswordInput
				{...shared}
				label={
					isSet ? (
						<>
							{label} <Badge color="teal">set</Badge>
						</>
					) : (
						label
					)
				}
				aria-label={label}
				// Mantine says so of text fields alone.
				aria-invalid={input.error ? true : undefined}
				placeholder={isSet ? "Leave empty to keep it" : placeholder}
				// Browsers offer to keep what is typed here as this person's own password otherwise.
				autoComplete="new-password"
			/>
		);
	}
	return (
		<TextInput
			{...shared}
			label={label}
			placeholder={placeholder}
			autoComplete="off"
			autoCapitalize="none"
			spellCheck={false}
		/>
	);
}
