// What a rule does: one row for each action.
import {
	ActionIcon,
	Button,
	Group,
	Menu,
	SegmentedControl,
	Select,
	Stack,
	Text,
	Textarea,
	TextInput,
} from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useColleagues, useTeams } from "../../session/colleagues.ts";
import { ACTIONS, type ActionDraft, newAction } from "./action-draft.ts";
import { MessageFields } from "./message-fields.tsx";
import type { RuleDraft, RuleHome } from "./rule-draft.ts";
import styles from "./rules.module.css";

interface Props {
	form: UseFormReturnType<RuleDraft>;
	home: RuleHome;
}

export type FieldProps = (field: string) => { error?: ReactNode };

export function ActionsField({ form, home }: Props) {
	const { actions } = form.values;
	const left = ACTIONS.filter(({ value }) => !actions.some(({ type }) => type === value));
	return (
		<Stack gap={6}>
			<Text size="sm" fw={500}>
				then
			</Text>
			<Text size="xs" c="dimmed">
				An alert is raised in any case; all else needs an open conversation of the customer.
			</Text>
			{actions.map((draft, index) => (
				<section key={draft.type} className={styles.action} aria-label={labelOf(draft)}>
					<Group justify="space-between" gap={6} wrap="nowrap">
						<Text size="sm" fw={500}>
							{labelOf(draft)}
						</Text>
						<ActionIcon aria-label={`Remove: ${labelOf(draft)}`} onClick={() => form.removeListItem("actions", index)}>
							<IconX size={16} aria-hidden />
						</ActionIcon>
					</Group>
					<ActionFields
						draft={draft}
						propsOf={(field) => form.getInputProps(`actions.${index}.${field}`)}
						onTexts={(texts) => form.setFieldValue(`actions.${index}.texts`, texts)}
						onQuiet={(isQuiet) => form.setFieldValue(`actions.${index}.isQuiet`, isQuiet)}
					/>
				</section>
			))}
			{form.errors.actions && (
				<Text size="xs" c="var(--mantine-color-error)" role="alert">
					{form.errors.actions}
				</Text>
			)}
			{left.length > 0 && (
				<Menu position="bottom-start">
					<Menu.Target>
						<Button
							size="compact-xs"
							variant="default"
							style={{ alignSelf: "flex-start" }}
							leftSection={<IconPlus size={13} aria-hidden />}
						>
							Add an action
						</Button>
					</Menu.Target>
					<Menu.Dropdown>
						{left.map(({ value, label }) => (
							<Menu.Item key={value} onClick={() => form.insertListItem("actions", newAction(value, home))}>
								{label}
							</Menu.Item>
						))}
					</Menu.Dropdown>
				</Menu>
			)}
		</Stack>
	);
}

interface ActionProps {
	draft: ActionDraft;
	propsOf: FieldProps;
	onTexts: (texts: ActionDraft["texts"]) => void;
	onQuiet: (isQuiet: boolean) => void;
}

function ActionFields({ draft, propsOf, onTexts, onQuiet }: ActionProps) {
	switch (draft.type) {
		case "alert":
			return (
				<>
					<SegmentedControl
						size="xs"
						aria-label="Severity"
						data={[
							{ value: "urgent", label: "Urgent, sounds" },
							{ value: "warning", label: "Warning" },
							{ value: "info", label: "Info" },
						]}
						{...propsOf("severity")}
					/>
					<TextInput
						size="xs"
						label="Tell more people when nobody has acknowledged it within"
						placeholder="never"
						inputMode="decimal"
						rightSection={
							<Text size="xs" c="dimmed">
								min
							</Text>
						}
						rightSectionWidth={44}
						{...propsOf("climbsAfterMin")}
					/>
				</>
			);
		case "priority":
			return (
				<SegmentedControl
					size="xs"
					aria-label="Priority"
					data={[
						{ value: "urgent", label: "Urgent" },
						{ value: "high", label: "High" },
						{ value: "normal", label: "Normal" },
					]}
					{...propsOf("priority")}
				/>
			);
		case "assign":
			return <AssignFields propsOf={propsOf} />;
		case "tag":
			return <TextInput size="xs" aria-label="Tag" placeholder="vip" maxLength={40} {...propsOf("tag")} />;
		case "note":
			return (
				<Textarea
					size="xs"
					aria-label="Note"
					description="Customers never see it. {reference} becomes the order's or parcel's number."
					autosize
					minRows={2}
					maxRows={8}
					maxLength={8_000}
					{...propsOf("note")}
				/>
			);
		case "message":
			return <MessageFields draft={draft} propsOf={propsOf} onTexts={onTexts} onQuiet={onQuiet} />;
	}
}

function AssignFields({ propsOf }: { propsOf: FieldProps }) {
	const { teams } = useTeams();
	const { data: colleagues = [] } = useColleagues();
	return (
		<Group gap={6} align="flex-start" grow preventGrowOverflow={false}>
			<Select
				size="xs"
				label="Team"
				allowDeselect={false}
				data={teams.map(({ id, name }) => ({ value: id, label: name }))}
				{...propsOf("teamId")}
			/>
			<Select
				size="xs"
				label="Agent"
				allowDeselect={false}
				data={[
					{ value: "", label: "The team alone" },
					...colleagues.map(({ userId, name }) => ({ value: userId, label: name })),
				]}
				{...propsOf("assigneeId")}
			/>
		</Group>
	);
}

function labelOf({ type }: ActionDraft): string {
	return ACTIONS.find(({ value }) => value === type)?.label ?? type;
}
