// The widget: its inboxes, how each looks, where it may be, and the tag that brings it there.
import { Button, SegmentedControl } from "@mantine/core";
import { IconCode, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { Nothing } from "../../states/nothing.tsx";
import { Loaded } from "../loaded.tsx";
import { Sheet } from "../sheet.tsx";
import { InboxForm } from "./inbox-form.tsx";
import { useInboxes } from "./inboxes.ts";
import { Installation } from "./installation.tsx";

const NEW = "new";

export function WidgetPage() {
	const inboxes = useInboxes();
	const [chosen, setChosen] = useState<string | null>(null);
	const add = (
		<Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setChosen(NEW)}>
			New inbox
		</Button>
	);
	return (
		<Sheet
			title="Widget"
			lead="An inbox is a place that conversations come in by: one for each shop or site. One script tag brings its widget there."
			action={add}
		>
			<Loaded query={inboxes} what="The inboxes">
				{(list) => {
					const inbox = chosen === NEW ? null : (list.find(({ id }) => id === chosen) ?? list[0] ?? null);
					if (!inbox && chosen !== NEW) {
						return (
							<Nothing icon={<IconCode size={26} aria-hidden />} title="No inbox yet" action={add}>
								Make one for your site to get its script tag.
							</Nothing>
						);
					}
					return (
						<>
							{list.length > 1 && inbox && (
								<SegmentedControl
									aria-label="Inbox"
									size="xs"
									style={{ alignSelf: "flex-start", maxWidth: "100%", overflowX: "auto" }}
									data={list.map(({ id, name }) => ({ value: id, label: name }))}
									value={inbox.id}
									onChange={setChosen}
								/>
							)}
							<InboxForm key={inbox?.id ?? NEW} inbox={inbox} onMade={setChosen} onCancel={() => setChosen(null)} />
							{inbox && <Installation inbox={inbox} />}
						</>
					);
				}}
			</Loaded>
		</Sheet>
	);
}
