// The conditions of a rule.
import { ActionIcon, Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type ConditionDraft, FACTS } from "./condition-draft.ts";
import type { RuleDraft } from "./rule-draft.ts";

export function ConditionsField({ form }: { form: UseFormReturnType<RuleDraft> }) {
	const { conditions } = form.values;
	return (
		<Stack gap={6}>
			<Group gap="xs" justify="space-between">
				<Text size="sm" fw={500}>
					and these hold
				</Text>
				{conditions.length > 1 && (
					<SegmentedControl
						size="xs"
						aria-label="How many of the conditions have to hold"
						data={[
							{ value: "any", label: "any of them" },
							{ value: "all", label: "all of them" },
						]}
						{...form.getInputProps("match")}
					/>
				)}
			</Group>
			{conditions.length === 0 && (
				<Text size="sm" c="dimmed">
					No condition: the rule fires for each such event.
				</Text>
			)}
			{conditions.map((draft, index) => (
				<ConditionRow
					// biome-ignore lint/suspicious/noArrayIndexKey: a condition has no name of its own
					key={index}
					draft={draft}
					propsOf={(field) => form.getInputProps(`conditions.${index}.${field}`)}
					onRemove={() => form.removeListItem("conditions", index)}
				/>
			))}
			<Group>
				<Button
					size="compact-xs"
					variant="default"
					leftSection={<IconPlus size={13} aria-hidden />}
					onClick={() => form.insertListItem("conditions", { fact: "tag", value: "", currency: "EUR" })}
				>
					Add a condition
				</Button>
			</Group>
		</Stack>
	);
}

interface ConditionRowProps {
	draft: ConditionDraft;
	propsOf: (field: keyof ConditionDraft) => object;
	onRemove: () => void;
}

function ConditionRow({ draft, propsOf, onRemove }: ConditionRowProps) {
	const unit = FACTS.find(({ value }) => value === draft.fact)?.unit ?? "";
	const isNumber = draft.fact === "total" || draft.fact === "delayDays";
	return (
		<Group gap={6} align="flex-start" wrap="wrap">
			<Select
				flex="1 1 12rem"
				size="xs"
				allowDeselect={false}
				aria-label="Condition"
				data={[...FACTS]}
				{...propsOf("fact")}
			/>
			{draft.fact === "firstOrder" ? (
				<Select
					flex="1 1 6rem"
					size="xs"
					aria-label={unit}
					placeholder={unit}
					data={[
						{ value: "yes", label: "Yes" },
						{ value: "no", label: "No" },
					]}
					{...propsOf("value")}
				/>
			) : (
				<TextInput
					flex="1 1 6rem"
					size="xs"
					aria-label={unit}
					placeholder={unit}
					inputMode={isNumber ? "decimal" : undefined}
					{...propsOf("value")}
				/>
			)}
			{draft.fact === "total" && (
				<TextInput w={64} size="xs" aria-label="Currency" maxLength={3} {...propsOf("currency")} />
			)}
			<ActionIcon aria-label="Remove this condition" onClick={onRemove}>
				<IconX size={16} aria-hidden />
			</ActionIcon>
		</Group>
	);
}
