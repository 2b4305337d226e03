// Which system: by kind, with what each of them brings, and a search for whoever knows its name.
import { Button, Text, TextInput } from "@mantine/core";
import {
	IconAddressBook,
	IconApi,
	IconBuildingWarehouse,
	IconChevronRight,
	IconCreditCard,
	type IconProps,
	IconSchool,
	IconSearch,
	IconShoppingBag,
	IconTicket,
	IconTruckDelivery,
} from "@tabler/icons-react";
import { type ComponentType, useState } from "react";
import type { ConnectorGroup, ConnectorInfo } from "../../../protocol/connections.ts";
import { Loaded } from "../loaded.tsx";
import { useConnectors } from "./connections.ts";
import styles from "./connector-choice.module.css";
import { groupConnectors } from "./connector-groups.ts";

const ICONS: Record<ConnectorGroup, ComponentType<IconProps>> = {
	orders: IconShoppingBag,
	erp: IconBuildingWarehouse,
	crm: IconAddressBook,
	tickets: IconTicket,
	logistics: IconTruckDelivery,
	payment: IconCreditCard,
	courses: IconSchool,
	own: IconApi,
};

export function ConnectorChoice({ onChoose }: { onChoose: (connector: ConnectorInfo) => void }) {
	const connectors = useConnectors();
	return (
		<Loaded query={connectors} what="The kinds of system">
			{(list) => <Choice list={list} onChoose={onChoose} />}
		</Loaded>
	);
}

interface ChoiceProps {
	list: readonly ConnectorInfo[];
	onChoose: (connector: ConnectorInfo) => void;
}

function Choice({ list, onChoose }: ChoiceProps) {
	const [search, setSearch] = useState("");
	const groups = groupConnectors(list, search);
	const [only, ...others] = groups.flatMap(({ connectors }) => connectors);
	return (
		<form
			className={styles.choices}
			onSubmit={(event) => {
				event.preventDefault();
				if (only && others.length === 0) onChoose(only);
			}}
		>
			<TextInput
				type="search"
				aria-label="Search the systems"
				placeholder="Search: name, orders, parcels…"
				leftSection={<IconSearch size={16} aria-hidden />}
				value={search}
				onChange={(event) => setSearch(event.currentTarget.value)}
				data-autofocus
			/>
			{groups.map(({ key, label, connectors }) => {
				const Icon = ICONS[key];
				return (
					<section key={key} className={styles.group} aria-label={label}>
						<h3 className={styles.groupLabel}>
							<Icon size={17} aria-hidden /> {label}
						</h3>
						<div className={styles.groupList}>
							{connectors.map((one) => (
								<button key={one.name} type="button" className={styles.choice} onClick={() => onChoose(one)}>
									<span>
										<span className={styles.choiceTitle}>{one.title}</span>
										<span className={styles.choiceSummary}>{one.summary}</span>
									</span>
									<IconChevronRight size={16} aria-hidden />
								</button>
							))}
						</div>
					</section>
				);
			})}
			{groups.length === 0 && (
				<div role="status">
					<Text size="sm" c="dimmed" mb="xs">
						Nothing here is called “{search}”. Whatever else answers over https can be connected, too: see “Your own
						system”.
					</Text>
					<Button size="compact-sm" variant="default" onClick={() => setSearch("")}>
						Show all systems
					</Button>
				</div>
			)}
		</form>
	);
}
