// Rules: what is done when business events come.
import { ActionIcon, Badge, Button, Menu, Switch } from "@mantine/core";
import { IconBellCog, IconDots, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Severity } from "../../../protocol/desk-frames.ts";
import { type Rule, ruleSettings } from "../../../protocol/rules.ts";
import { Nothing } from "../../states/nothing.tsx";
import { sayRefused } from "../../states/said.ts";
import { Confirm } from "../confirm.tsx";
import { Loaded } from "../loaded.tsx";
import styles from "../settings.module.css";
import { Sheet } from "../sheet.tsx";
import { RuleForm } from "./rule-form.tsx";
import { actionWords, deleteRule, KIND_WORDS, ruleWords, saveRule, useRules } from "./rules.ts";

type Opened = { what: "edit"; rule: Rule | null } | { what: "delete"; rule: Rule };

export function RulesPage() {
	const rules = useRules();
	const [opened, setOpened] = useState<Opened | null>(null);
	const close = () => setOpened(null);
	const add = (
		<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened({ what: "edit", rule: null })}>
			New rule
		</Button>
	);
	return (
		<Sheet
			title="Rules"
			lead="When a business event fits a rule, Heddle does what the rule says: alert an agent, mark or assign the conversation, write a note, or write to the customer."
			action={add}
		>
			<Loaded query={rules} what="The rules">
				{(list) =>
					list.length === 0 ? (
						<Nothing icon={<IconBellCog size={26} aria-hidden />} title="No rules yet" action={add}>
							Begin with what must not wait: large orders, express shipping, late deliveries.
						</Nothing>
					) : (
						<div className={styles.panel}>
							{list.map((rule) => (
								<RuleRow key={rule.id} rule={rule} onOpen={(what) => setOpened({ what, rule })} />
							))}
						</div>
					)
				}
			</Loaded>
			{opened?.what === "edit" && <RuleForm rule={opened.rule} onClose={close} />}
			{opened?.what === "delete" && (
				<Confirm
					question={`Delete the rule “${opened.rule.name}”?`}
					meaning="Events are stored as before; this rule does nothing any more. What it has done stays, alerts until they are acknowledged."
					verb="Delete"
					onConfirm={() => deleteRule(opened.rule.id)}
					onClose={close}
				/>
			)}
		</Sheet>
	);
}

const COLOURS: Record<Severity, string> = { urgent: "red", warning: "yellow", info: "gray" };

function RuleRow({ rule, onOpen }: { rule: Rule; onOpen: (what: "edit" | "delete") => void }) {
	const toggle = useMutation({
		mutationFn: (enabled: boolean) => saveRule(rule.id, ruleSettings.parse({ ...rule, enabled })),
		onError: sayRefused,
	});
	return (
		<div className={styles.row}>
			<div className={styles.grow}>
				<div className={styles.title}>
					{rule.name}
					{rule.actions.map((action) => (
						<Badge
							key={action.type}
							color={action.type === "alert" ? COLOURS[action.severity] : "gray"}
							variant="light"
						>
							{actionWords(action)}
						</Badge>
					))}
				</div>
				<div className={styles.small}>
					{rule.kinds.map((kind) => KIND_WORDS[kind]).join(", ")}: {ruleWords(rule)}
				</div>
			</div>
			<div className={styles.actions}>
				<Switch
					aria-label={`${rule.name} is on`}
					checked={toggle.isPending ? toggle.variables : rule.enabled}
					onChange={(event) => toggle.mutate(event.currentTarget.checked)}
				/>
				<Menu position="bottom-end">
					<Menu.Target>
						<ActionIcon aria-label={`More about ${rule.name}`}>
							<IconDots size={17} aria-hidden />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => onOpen("edit")}>
							Edit
						</Menu.Item>
						<Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={() => onOpen("delete")}>
							Delete
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
			</div>
		</div>
	);
}
