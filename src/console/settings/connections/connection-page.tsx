// One connection: what its system changed, how it does, how its events come, what it is set to.
import { ActionIcon, Badge, Button, Group, Menu } from "@mantine/core";
import { IconArrowLeft, IconDots, IconId, IconStethoscope, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useLocation, useSearchParams } from "wouter";
import type { ConnectorInfo } from "../../../protocol/connections.ts";
import { useNow } from "../../format/now.ts";
import { Lost } from "../../states/lost.tsx";
import { Loaded } from "../loaded.tsx";
import { Sheet } from "../sheet.tsx";
import { ConnectionDialog, type DialogKind } from "./connection-dialog.tsx";
import styles from "./connections.module.css";
import { type ConnectionInList, useConnections, useConnectors } from "./connections.ts";
import { HealthNumbers, LastAnswers } from "./health-numbers.tsx";
import { HealthWord } from "./health-word.tsx";
import { STATE_WORDS } from "./health-words.ts";
import { HookSetUp } from "./hook-set-up.tsx";
import { MappingSection } from "./mapping-section.tsx";
import { Notices } from "./notices.tsx";
import { SweepLines } from "./sweep-lines.tsx";
import { TestEventDialog } from "./test-event-dialog.tsx";
import { UnknownTopics } from "./unknown-topics.tsx";

/** Countdowns run by the second. */
const TICK_MS = 1_000;

export function ConnectionPage({ id }: { id: string }) {
	const connections = useConnections();
	const connectors = useConnectors();
	return (
		<Loaded query={connections} what="The connection">
			{(list) => {
				const connection = list.find((one) => one.id === id);
				if (!connection) return <Lost />;
				return (
					<Loaded query={connectors} what="The kinds of system">
						{(kinds) => (
							<Known connection={connection} connector={kinds.find(({ name }) => name === connection.connector)} />
						)}
					</Loaded>
				);
			}}
		</Loaded>
	);
}

interface Props {
	connection: ConnectionInList;
	/** Undefined where this release does not know the kind any more. */
	connector: ConnectorInfo | undefined;
}

function Known({ connection, connector }: Props) {
	const [search] = useSearchParams();
	// Whoever comes back from an installation wants to know whether it works.
	const [opened, setOpened] = useState<DialogKind | null>(search.has("test") ? "test" : null);
	const [trying, setTrying] = useState(false);
	const [, go] = useLocation();
	const now = useNow(TICK_MS);
	const { health, name, id } = connection;
	const system = connector?.title ?? connection.connector;
	return (
		<Sheet
			title={name}
			lead={`${system}. ${STATE_WORDS[health.state].meaning}`}
			above={
				<Link href="/settings/connections" className={styles.back}>
					<IconArrowLeft size={15} aria-hidden /> Connections
				</Link>
			}
			beside={
				<>
					<HealthWord state={health.state} />
					{connection.required && <Badge color="gray">required</Badge>}
				</>
			}
			action={<Actions onOpen={setOpened} />}
		>
			<Notices connectionId={id} system={system} notices={health.notices} />
			<section className={styles.section} aria-label="Health">
				<h2 className={styles.sectionTitle}>Health</h2>
				<HealthNumbers health={health} now={now} />
				<LastAnswers health={health} now={now} />
				<SweepLines sweep={health.sweep} system={system} now={now} />
			</section>
			{connector?.hooks && (
				<section className={styles.section} aria-label="Events">
					<div className={styles.sectionHead}>
						<h2 className={styles.sectionTitle}>Events</h2>
						{connector.hooks.simulates.length > 0 && (
							<Button size="compact-sm" variant="default" onClick={() => setTrying(true)}>
								Send a test event
							</Button>
						)}
					</div>
					<div className={styles.box}>
						<HookSetUp connector={connector} connection={connection} hookSecret={null} />
					</div>
				</section>
			)}
			<UnknownTopics topics={health.unknownTopics} now={now} />
			{connector && <MappingSection connection={connection} />}
			{connector && (
				<section className={styles.section} aria-label="Set-up">
					<div className={styles.sectionHead}>
						<h2 className={styles.sectionTitle}>Set-up</h2>
						<Button size="compact-sm" variant="default" onClick={() => setOpened("edit")}>
							Edit
						</Button>
					</div>
					<SetUp connection={connection} connector={connector} />
				</section>
			)}
			{connector && trying && (
				<TestEventDialog connection={connection} connector={connector} onClose={() => setTrying(false)} />
			)}
			<ConnectionDialog
				opened={opened}
				connection={connection}
				onClose={() => setOpened(null)}
				onDeleted={() => go("/settings/connections")}
			/>
		</Sheet>
	);
}

function Actions({ onOpen }: { onOpen: (what: DialogKind) => void }) {
	return (
		<Group gap="xs">
			<Button variant="default" leftSection={<IconStethoscope size={16} aria-hidden />} onClick={() => onOpen("test")}>
				Test
			</Button>
			<Button leftSection={<IconId size={16} aria-hidden />} onClick={() => onOpen("try")}>
				See a card
			</Button>
			<Menu position="bottom-end">
				<Menu.Target>
					<ActionIcon variant="default" size={36} aria-label="More">
						<IconDots size={17} aria-hidden />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={() => onOpen("delete")}>
						Delete
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
		</Group>
	);
}

function SetUp({ connection, connector }: { connection: ConnectionInList; connector: ConnectorInfo }) {
	return (
		<dl className={`${styles.facts} ${styles.box}`}>
			{connector.fields.map(({ key, label, secret, options }) => {
				const value = connection.settings[key];
				const isSet = connection.secretsSet.includes(key);
				return [
					<dt key={`${key} label`}>{label}</dt>,
					<dd key={key}>
						{secret && isSet ? (
							<Badge color="teal">set</Badge>
						) : (
							(options?.find((option) => option.value === value)?.label ?? (value || "not set"))
						)}
					</dd>,
				];
			})}
		</dl>
	);
}
