// A rule: which events, under which conditions, and how loud.
import {
	ActionIcon,
	Button,
	Group,
	Modal,
	MultiSelect,
	SegmentedControl,
	Select,
	Stack,
	Text,
	TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type BusinessEventKind, businessEventKind } from "../../../protocol/business-event.ts";
import type { Severity } from "../../../protocol/desk-frames.ts";
import type { Rule, RuleSettings } from "../../../protocol/http.ts";
import { Failure } from "../../states/failure.tsx";
import { type ConditionDraft, FACTS, fromDraft, toDraft } from "./condition-draft.ts";
import { KIND_WORDS, saveRule } from "./rules.ts";

interface Values {
	name: string;
	kinds: BusinessEventKind[];
	conditions: ConditionDraft[];
	severity: Severity;
}

const KINDS = businessEventKind.options.map((kind) => ({ value: kind, label: KIND_WORDS[kind] }));

export function RuleForm({ rule, onClose }: { rule: Rule | null; onClose: () => void }) {
	const form = useForm<Values>({
		initialValues: {
			name: rule?.name ?? "",
			kinds: rule?.kinds ?? ["order.created"],
			conditions: rule?.any.map(toDraft) ?? [{ fact: "total", value: "", currency: "EUR" }],
			severity: rule?.actions[0]?.severity ?? "urgent",
		},
		validate: {
			name: (name) => (name.trim() ? null : "Give it a name: agents read it on the alert"),
			kinds: (kinds) => (kinds.length > 0 ? null : "Choose at least one kind of event"),
			conditions: {
				value: (_, { conditions }, path) => {
					const draft = conditions[Number(path.split(".")[1])];
					return draft && fromDraft(draft) === null ? "Fill this in" : null;
				},
			},
		},
	});
	const save = useMutation({
		mutationFn: (settings: RuleSettings) => saveRule(rule?.id ?? null, settings),
		onSuccess: onClose,
	});
	const submit = form.onSubmit(({ name, kinds, conditions, severity }) =>
		save.mutate({
			name: name.trim(),
			enabled: rule?.enabled ?? true,
			kinds,
			any: conditions.flatMap((draft) => fromDraft(draft) ?? []),
			actions: [{ type: "alert", severity }],
		}),
	);
	return (
		<Modal opened onClose={onClose} title={rule ? "Edit the rule" : "New rule"} size="lg">
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<TextInput label="Name" maxLength={120} data-autofocus {...form.getInputProps("name")} />
					<MultiSelect label="When one of these happens" data={KINDS} searchable {...form.getInputProps("kinds")} />
					<Stack gap={6}>
						<Text size="sm" fw={500}>
							and any of these holds
						</Text>
						{form.values.conditions.length === 0 && (
							<Text size="sm" c="dimmed">
								No condition: each such event raises an alert.
							</Text>
						)}
						{form.values.conditions.map((draft, index) => (
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
					<Stack gap={6}>
						<Text size="sm" fw={500}>
							then raise an alert that is
						</Text>
						<SegmentedControl
							size="xs"
							aria-label="Severity"
							data={[
								{ value: "urgent", label: "Urgent, sounds" },
								{ value: "warning", label: "Warning" },
								{ value: "info", label: "Info" },
							]}
							{...form.getInputProps("severity")}
						/>
					</Stack>
					{save.error && <Failure error={save.error} />}
					<Group justify="flex-end" gap="xs">
						<Button variant="default" onClick={onClose}>
							Cancel
						</Button>
						<Button type="submit" loading={save.isPending}>
							{rule ? "Save" : "Make the rule"}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
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
			<TextInput
				flex="1 1 6rem"
				size="xs"
				aria-label={unit}
				placeholder={unit}
				inputMode={isNumber ? "decimal" : undefined}
				{...propsOf("value")}
			/>
			{draft.fact === "total" && (
				<TextInput w={64} size="xs" aria-label="Currency" maxLength={3} {...propsOf("currency")} />
			)}
			<ActionIcon aria-label="Remove this condition" onClick={onRemove}>
				<IconX size={16} aria-hidden />
			</ActionIcon>
		</Group>
	);
}
