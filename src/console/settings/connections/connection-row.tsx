// One connection in the list, with its health in a word.
import { ActionIcon, Badge, Button, Menu } from "@mantine/core";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import type { ConnectionHealth } from "../../../protocol/http.ts";
import { systemName } from "../../customer/card-words.ts";
import { useNow } from "../../format/now.ts";
import { relative } from "../../format/time.ts";
import styles from "../settings.module.css";
import type { ConnectionInList } from "./connections.ts";

const WORDS: Record<ConnectionHealth["state"], { word: string; color: string }> = {
	unused: { word: "Not used yet", color: "gray" },
	ok: { word: "Working", color: "teal" },
	failing: { word: "Failing", color: "red" },
	breaker_open: { word: "Paused after failures", color: "red" },
};

interface Props {
	connection: ConnectionInList;
	onOpen: (what: "edit" | "test" | "delete") => void;
}

export function ConnectionRow({ connection, onOpen }: Props) {
	const { health, name } = connection;
	const now = useNow(10_000);
	const { word, color } = WORDS[health.state];
	const showsError = health.lastError && health.state !== "ok";
	return (
		<div className={styles.row}>
			<div className={styles.grow}>
				<div className={styles.title}>
					{name}
					<Badge color={color}>{word}</Badge>
					{connection.required && <Badge color="gray">required</Badge>}
				</div>
				<div className={styles.small}>
					{systemName(connection)}
					{health.lastOkAt && ` · last answer ${relative(health.lastOkAt, now)}`}
					{health.calls > 0 && ` · ${health.errors.toLocaleString()} of ${health.calls.toLocaleString()} calls failed`}
					{health.hooksAccepted + health.hooksRefused > 0 &&
						` · ${health.hooksAccepted.toLocaleString()} webhooks taken, ${health.hooksRefused.toLocaleString()} refused`}
				</div>
				{showsError && health.lastError && (
					<div className={`${styles.small} ${styles.bad}`}>
						{health.lastError.reason} ({relative(health.lastError.at, now)})
					</div>
				)}
			</div>
			<div className={styles.actions}>
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
