// A message that a rule writes to the customer: its texts by language, how often, and when not.
import { ActionIcon, Button, Group, Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { type GreetingRow, languageName } from "../widget/greetings.ts";
import type { ActionDraft } from "./action-draft.ts";
import type { FieldProps } from "./actions-field.tsx";

/** The languages that the widget itself speaks to begin with. */
const SUGGESTED = ["en", "de", "zh"];
const ZONES = Intl.supportedValuesOf("timeZone");

interface Props {
	draft: ActionDraft;
	propsOf: FieldProps;
	onTexts: (texts: GreetingRow[]) => void;
	onQuiet: (isQuiet: boolean) => void;
}

export function MessageFields({ draft, propsOf, onTexts, onQuiet }: Props) {
	const zones = ZONES.includes(draft.timeZone) ? ZONES : [draft.timeZone, ...ZONES];
	return (
		<Stack gap="xs">
			<Text size="xs" c="dimmed">
				In the customer's language, else in English. {"{reference}"} becomes the order's or parcel's number.
			</Text>
			<Texts rows={draft.texts} error={propsOf("texts").error} onChange={onTexts} />
			<Select
				size="xs"
				label="At most once"
				allowDeselect={false}
				data={[
					{ value: "object", label: "for each order, parcel or payment" },
					{ value: "customer", label: "for each customer" },
				]}
				{...propsOf("once")}
			/>
			<Switch
				size="sm"
				label="Quiet hours: what falls into them is sent when they end"
				checked={draft.isQuiet}
				onChange={(event) => onQuiet(event.currentTarget.checked)}
			/>
			{draft.isQuiet && (
				<Group gap={6} align="flex-end">
					<TextInput w="6.5rem" size="xs" type="time" label="From" {...propsOf("from")} />
					<TextInput w="6.5rem" size="xs" type="time" label="Until" {...propsOf("to")} />
					<Select
						flex="1 1 11rem"
						size="xs"
						label="Time zone"
						searchable
						allowDeselect={false}
						data={zones}
						{...propsOf("timeZone")}
					/>
				</Group>
			)}
		</Stack>
	);
}

interface TextsProps {
	rows: readonly GreetingRow[];
	error: ReactNode;
	onChange: (rows: GreetingRow[]) => void;
}

function Texts({ rows, error, onChange }: TextsProps) {
	const next = SUGGESTED.find((tag) => !rows.some(({ language }) => language === tag)) ?? "";
	const change = (at: number, change: Partial<GreetingRow>) =>
		onChange(rows.map((row, index) => (index === at ? { ...row, ...change } : row)));
	return (
		<Stack gap={6}>
			{rows.map(({ language, text }, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row has no name of its own, and its language is being edited
				<Group key={index} gap={6} align="flex-start" wrap="nowrap">
					<TextInput
						w="5.5rem"
						size="xs"
						aria-label="Language tag"
						placeholder="en"
						value={language}
						onChange={(event) => change(index, { language: event.currentTarget.value.trim() })}
					/>
					<Textarea
						flex={1}
						size="xs"
						aria-label={`Text in ${languageName(language)}`}
						autosize
						minRows={1}
						maxRows={6}
						maxLength={1_000}
						value={text}
						onChange={(event) => change(index, { text: event.currentTarget.value })}
					/>
					{rows.length > 1 && (
						<ActionIcon
							aria-label={`Remove the text in ${languageName(language)}`}
							onClick={() => onChange(rows.filter((_, at) => at !== index))}
						>
							<IconX size={16} aria-hidden />
						</ActionIcon>
					)}
				</Group>
			))}
			{error && (
				<Text size="xs" c="var(--mantine-color-error)" role="alert">
					{error}
				</Text>
			)}
			<Button
				size="compact-xs"
				variant="default"
				style={{ alignSelf: "flex-start" }}
				leftSection={<IconPlus size={13} aria-hidden />}
				onClick={() => onChange([...rows, { language: next, text: "" }])}
			>
				Add a language
			</Button>
		</Stack>
	);
}
