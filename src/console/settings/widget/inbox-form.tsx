// An inbox's settings, beside a preview of what visitors will see.
import {
	ActionIcon,
	Button,
	Checkbox,
	ColorInput,
	Group,
	Select,
	Stack,
	TagsInput,
	Text,
	Textarea,
	TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type Inbox, type InboxSettings, inboxSettings } from "../../../protocol/http.ts";
import { useTeams } from "../../session/colleagues.ts";
import { Failure } from "../../states/failure.tsx";
import { sayDone } from "../../states/said.ts";
import styles from "../settings.module.css";
import { type GreetingRow, isLanguage, languageName, toGreetings, toRows } from "./greetings.ts";
import { changeInbox, makeInbox } from "./inboxes.ts";
import { Preview } from "./preview.tsx";
import widgetStyles from "./widget.module.css";

/** The languages that the widget itself speaks to begin with. */
const SUGGESTED = ["en", "de", "zh"];
const originShape = inboxSettings.shape.origins.element;

interface Props {
	/** Null: a new one. */
	inbox: Inbox | null;
	onMade: (id: string) => void;
	onCancel: () => void;
}

export function InboxForm({ inbox, onMade, onCancel }: Props) {
	const { teams } = useTeams();
	const form = useForm({
		initialValues: {
			name: inbox?.name ?? "",
			teamId: inbox?.teamId ?? teams[0]?.id ?? "",
			origins: inbox?.origins ?? [],
			colour: inbox?.colour ?? "#0b7a6b",
			greetings: toRows(inbox?.greetings ?? {}),
			identityRequired: inbox?.identityRequired ?? false,
		},
		validate: {
			name: (name) => (name.trim() ? null : "Give it a name"),
			teamId: (id) => (id ? null : "Choose who answers"),
			colour: (colour) => (/^#[0-9a-f]{6}$/i.test(colour) ? null : "Write it as #0b7a6b"),
			origins: (origins) => wrongOrigin(origins),
			greetings: { language: (tag) => (isLanguage(tag) ? null : "A language tag, such as en or zh-Hant") },
		},
	});
	const save = useMutation({
		mutationFn: (settings: InboxSettings) => (inbox ? changeInbox(inbox.id, settings) : makeInbox(settings)),
		onSuccess: (saved) => {
			sayDone(inbox ? "Saved. Visitors see it at their next visit." : "The inbox is made.");
			form.resetDirty();
			if (!inbox) onMade(saved.id);
		},
	});
	const submit = form.onSubmit((values) =>
		save.mutate(inboxSettings.parse({ ...values, greetings: toGreetings(values.greetings) })),
	);
	return (
		<div className={widgetStyles.split}>
			<form onSubmit={submit} noValidate className={styles.panel}>
				<Stack gap="md" p="md">
					<TextInput
						label="Name"
						description="Visitors see it at the top of the widget."
						maxLength={80}
						{...form.getInputProps("name")}
					/>
					<Select
						label="Team"
						description="Whose desk new conversations go to."
						allowDeselect={false}
						data={teams.map(({ id, name }) => ({ value: id, label: name }))}
						{...form.getInputProps("teamId")}
					/>
					<ColorInput label="Colour" format="hex" {...form.getInputProps("colour")} />
					<Greetings
						rows={form.values.greetings}
						propsOf={(index, field) => form.getInputProps(`greetings.${index}.${field}`)}
						onAdd={(language) => form.insertListItem("greetings", { language, text: "" })}
						onRemove={(index) => form.removeListItem("greetings", index)}
					/>
					<TagsInput
						label="Allowed sites"
						description="Origins that may show the widget, such as https://shop.example. Press Enter after each."
						placeholder={form.values.origins.length === 0 ? "https://" : undefined}
						acceptValueOnBlur
						{...form.getInputProps("origins")}
					/>
					<Checkbox
						label="Signed-in customers only"
						description="Visitors for whom the shop has not signed cannot write. Needs the identity secret below."
						{...form.getInputProps("identityRequired", { type: "checkbox" })}
					/>
					{save.error && <Failure error={save.error} />}
					<Group justify="flex-end" gap="xs">
						{!inbox && (
							<Button variant="default" onClick={onCancel}>
								Cancel
							</Button>
						)}
						<Button type="submit" loading={save.isPending} disabled={inbox !== null && !form.isDirty()}>
							{inbox ? "Save" : "Make the inbox"}
						</Button>
					</Group>
				</Stack>
			</form>
			<Preview name={form.values.name} colour={form.values.colour} greeting={form.values.greetings[0]?.text ?? ""} />
		</div>
	);
}

interface GreetingsProps {
	rows: readonly GreetingRow[];
	propsOf: (index: number, field: keyof GreetingRow) => object;
	onAdd: (language: string) => void;
	onRemove: (index: number) => void;
}

function Greetings({ rows, propsOf, onAdd, onRemove }: GreetingsProps) {
	const next = SUGGESTED.find((tag) => !rows.some(({ language }) => language === tag)) ?? "";
	return (
		<fieldset className={widgetStyles.greetings}>
			<Text component="legend" size="sm" fw={500}>
				Greetings
			</Text>
			<Text size="xs" c="dimmed">
				Each visitor is greeted in their language; in one that is not here, with Heddle's own greeting.
			</Text>
			{rows.map(({ language }, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: a row has no name of its own, and its language is being edited
				<div key={index} className={widgetStyles.greeting}>
					<TextInput w={84} size="xs" aria-label="Language" {...propsOf(index, "language")} />
					<Textarea
						flex={1}
						size="xs"
						autosize
						minRows={1}
						maxRows={4}
						maxLength={300}
						aria-label={`Greeting in ${languageName(language)}`}
						{...propsOf(index, "text")}
					/>
					<ActionIcon aria-label={`Remove the greeting in ${languageName(language)}`} onClick={() => onRemove(index)}>
						<IconX size={16} aria-hidden />
					</ActionIcon>
				</div>
			))}
			<Button
				size="compact-xs"
				variant="default"
				leftSection={<IconPlus size={13} aria-hidden />}
				onClick={() => onAdd(next)}
			>
				{next ? `Add ${languageName(next)}` : "Add a language"}
			</Button>
		</fieldset>
	);
}

function wrongOrigin(origins: readonly string[]): string | null {
	const wrong = origins.find((origin) => !originShape.safeParse(origin).success);
	return wrong === undefined ? null : `“${wrong}” is not an origin: write https://shop.example, without a path`;
}
