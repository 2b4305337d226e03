// A rule: which events, under which conditions, and what is done then.
import { Button, Group, Modal, MultiSelect, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { businessEventKind } from "../../../protocol/business-event.ts";
import type { Rule, RuleSettings } from "../../../protocol/rules.ts";
import { useTeams } from "../../session/colleagues.ts";
import { Failure } from "../../states/failure.tsx";
import { ActionsField } from "./actions-field.tsx";
import { ConditionsField } from "./conditions-field.tsx";
import { DryRun } from "./dry-run.tsx";
import { errorsOf, fromRuleDraft, type RuleDraft, toRuleDraft, whenOf } from "./rule-draft.ts";
import { KIND_WORDS, saveRule } from "./rules.ts";

const KINDS = businessEventKind.options.map((kind) => ({ value: kind, label: KIND_WORDS[kind] }));

export function RuleForm({ rule, onClose }: { rule: Rule | null; onClose: () => void }) {
	const { teams } = useTeams();
	const home = { teamId: teams[0]?.id ?? "", timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
	const form = useForm<RuleDraft>({ initialValues: toRuleDraft(rule, home), validate: errorsOf });
	const save = useMutation({
		mutationFn: (settings: RuleSettings) => saveRule(rule?.id ?? null, settings),
		onSuccess: onClose,
	});
	const submit = form.onSubmit((draft) => save.mutate(fromRuleDraft(draft, rule?.enabled ?? true)));
	return (
		<Modal opened onClose={onClose} title={rule ? "Edit the rule" : "New rule"} size="lg">
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<TextInput label="Name" maxLength={120} data-autofocus {...form.getInputProps("name")} />
					<MultiSelect label="When one of these happens" data={KINDS} searchable {...form.getInputProps("kinds")} />
					<ConditionsField form={form} />
					<DryRun when={whenOf(form.values)} />
					<ActionsField form={form} home={home} />
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
