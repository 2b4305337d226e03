// One connection in the list, with its health in a word. Its name leads to its page.
import { ActionIcon, Badge, Button, Menu } from "@mantine/core";
import { IconAlertTriangleFilled, IconDots, IconId, IconPencil, IconTrash } from "@tabler/icons-react";
import { Link } from "wouter";
import { systemName } from "../../customer/card-words.ts";
import { useNow } from "../../format/now.ts";
import { relative } from "../../format/time.ts";
import settings from "../settings.module.css";
import type { DialogKind } from "./connection-dialog.tsx";
import styles from "./connections.module.css";
import { type ConnectionInList, useConnectors } from "./connections.ts";
import { HealthWord } from "./health-word.tsx";

interface Props {
	connection: ConnectionInList;
	onOpen: (what: DialogKind) => void;
}

export function ConnectionRow({ connection, onOpen }: Props) {
	const { health, name, id } = connection;
	const { data: kinds = [] } = useConnectors();
	const now = useNow(10_000);
	const system = kinds.find((kind) => kind.name === connection.connector)?.title ?? systemName(connection);
	const showsError = health.lastError && (health.state === "failing" || health.state === "breaker_open");
	const { length: notices } = health.notices;
	return (
		<div className={settings.row}>
			<div className={settings.grow}>
				<div className={settings.title}>
					<Link href={`/settings/connections/${id}`} className={styles.open}>
						{name}
					</Link>
					<HealthWord state={health.state} />
					{notices > 0 && (
						<Badge color="yellow" leftSection={<IconAlertTriangleFilled size={12} aria-hidden />}>
							{notices === 1 ? "1 notice" : `${notices} notices`}
						</Badge>
					)}
					{connection.required && <Badge color="gray">required</Badge>}
				</div>
				<div className={settings.small}>
					{system}
					{health.lastOkAt && ` · last answer ${relative(health.lastOkAt, now)}`}
					{health.calls > 0 && ` · ${health.errors.toLocaleString()} of ${health.calls.toLocaleString()} calls failed`}
				</div>
				{showsError && health.lastError && (
					<div className={`${settings.small} ${settings.bad}`}>
						{health.lastError.reason} ({relative(health.lastError.at, now)})
					</div>
				)}
			</div>
			<div className={settings.actions}>
				<Button size="compact-sm" variant="default" onClick={() => onOpen("test")}>
					Test
				</Button>
				<Menu position="bottom-end">
					<Menu.Target>
						<ActionIcon aria-label={`More about ${name}`}>
							<IconDots size={17} aria-hidden />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item leftSection={<IconId size={15} aria-hidden />} onClick={() => onOpen("try")}>
							See a customer's card
						</Menu.Item>
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
