// Privacy requests: what was done when a shop asked for customers' data to be told or erased.
import { Badge, Button } from "@mantine/core";
import { IconDownload, IconShieldLock } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { PrivacyReceipt } from "../../../protocol/privacy.ts";
import { useNow } from "../../format/now.ts";
import { dateTime, relative } from "../../format/time.ts";
import { Nothing } from "../../states/nothing.tsx";
import { sayRefused } from "../../states/said.ts";
import { useConnections } from "../connections/connections.ts";
import { Loaded } from "../loaded.tsx";
import settings from "../settings.module.css";
import { Sheet } from "../sheet.tsx";
import { EventTabs } from "./event-tabs.tsx";
import styles from "./events.module.css";
import { fetchExport, useReceipts } from "./letters.ts";

const WORDS = {
	export: "A customer asked for their data",
	erase_customer: "A customer was erased",
	erase_shop: "A shop was erased",
} as const satisfies Record<PrivacyReceipt["what"], string>;

const COUNTS: Record<string, [string, string]> = {
	customers: ["customer", "customers"],
	conversations: ["conversation", "conversations"],
	entries: ["entry", "entries"],
	events: ["event", "events"],
	objects: ["order or other object", "orders and other objects"],
	alerts: ["alert", "alerts"],
	cards: ["card", "cards"],
	deadLetters: ["failed event", "failed events"],
	unknownTopics: ["topic count", "topic counts"],
};

export function PrivacyPage() {
	const now = useNow(10_000);
	const receipts = useReceipts();
	const connections = useConnections();
	const names = new Map(connections.data?.map(({ id, name }) => [id, name]));
	const list = receipts.data?.pages.flatMap(({ data }) => data) ?? [];
	return (
		<Sheet
			title="Privacy requests"
			lead="What shops have asked for by law, done by Heddle at once. Receipts name nobody, and stay as your proof."
		>
			<EventTabs />
			<Loaded query={receipts} what="The receipts">
				{() =>
					list.length === 0 ? (
						<Nothing icon={<IconShieldLock size={26} aria-hidden />} title="No shop has asked for anything">
							Requests come by webhook, from the shop's privacy topics.
						</Nothing>
					) : (
						<div className={settings.panel}>
							{list.map((receipt) => (
								<Receipt
									key={receipt.id}
									receipt={receipt}
									from={names.get(receipt.connectionId) ?? "a removed connection"}
									now={now}
								/>
							))}
						</div>
					)
				}
			</Loaded>
			{receipts.hasNextPage && (
				<Button
					variant="default"
					style={{ alignSelf: "center" }}
					loading={receipts.isFetchingNextPage}
					onClick={() => receipts.fetchNextPage()}
				>
					Older ones
				</Button>
			)}
		</Sheet>
	);
}

function Receipt({ receipt, from, now }: { receipt: PrivacyReceipt; from: string; now: number }) {
	const { id, what, topic, doneAt, subject, counts, remains, exportUntil, downloadedAt } = receipt;
	const fetching = useMutation({ mutationFn: () => fetchExport(id), onError: sayRefused });
	const told = Object.entries(counts).filter(([, count]) => count > 0);
	return (
		<div className={settings.row}>
			<div className={settings.grow}>
				<div className={settings.title}>
					{WORDS[what]}
					{exportUntil && downloadedAt === null && <Badge color="yellow">Waits for you</Badge>}
				</div>
				<div className={settings.small}>
					{from} · {topic} ·{" "}
					<time dateTime={doneAt} title={dateTime(doneAt)}>
						{relative(doneAt, now)}
					</time>{" "}
					· subject <span title={subject}>{subject.slice(0, 8)}</span>
				</div>
				<p className={styles.counts}>
					{told.length === 0 && <span>Heddle held nothing about them.</span>}
					{told.map(([name, count]) => (
						<span key={name}>
							{count} {COUNTS[name]?.[count === 1 ? 0 : 1] ?? name}
						</span>
					))}
				</p>
				{remains.length > 0 && (
					<details>
						<summary className={settings.small}>
							{what === "export" ? "What is not in the file" : "What remains, and why"}
						</summary>
						<ul className={styles.remains}>
							{remains.map((sentence) => (
								<li key={sentence}>{sentence}</li>
							))}
						</ul>
					</details>
				)}
			</div>
			{exportUntil && (
				<Button
					size="compact-sm"
					variant={downloadedAt === null ? "filled" : "default"}
					leftSection={<IconDownload size={15} aria-hidden />}
					loading={fetching.isPending}
					onClick={() => fetching.mutate()}
					title={`Until ${dateTime(exportUntil)}`}
				>
					Download
				</Button>
			)}
		</div>
	);
}
