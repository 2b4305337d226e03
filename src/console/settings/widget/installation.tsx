// How the widget comes onto a site, and how the site says who its customer is.
import { Anchor, Button, Code, Group, Stack, Text, Title } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useState } from "react";
import type { Inbox } from "../../../protocol/http.ts";
import { Confirm } from "../confirm.tsx";
import styles from "../settings.module.css";
import { ValueToCopy } from "../value-to-copy.tsx";
import { newIdentitySecret, scriptTag } from "./inboxes.ts";

export function Installation({ inbox }: { inbox: Inbox }) {
	const [secret, setSecret] = useState<string | null>(null);
	const [asks, setAsks] = useState(false);
	return (
		<Stack gap="md" p="md" className={styles.panel}>
			<Stack gap="xs">
				<Title order={2}>On your site</Title>
				<ValueToCopy
					label="Script tag"
					value={scriptTag(window.location.origin, inbox.id)}
					hint="Put it before </body> on every page that should have the widget. It loads after the page and never slows it."
				/>
				{inbox.origins.length === 0 && (
					<Text size="sm" className={styles.bad}>
						No site is allowed yet: add your site's origin above, or the widget stays away.
					</Text>
				)}
			</Stack>
			<Stack gap="xs">
				<Title order={2}>Who your customer is</Title>
				<Text size="sm" c="dimmed">
					Your shop's server signs a short-lived JWT (HS256) about its signed-in customer with this inbox's secret; the
					page hands it over with <Code>Heddle.push(["identify", jwt])</Code>. Only what is signed is trusted: it
					unlocks the customer's orders for your agents.
				</Text>
				{secret ? (
					<ValueToCopy
						label="Identity secret"
						value={secret}
						hint="Shown only now. Keep it on your server, never in a page."
					/>
				) : (
					<Group>
						<Button
							size="compact-sm"
							variant="default"
							leftSection={<IconKey size={15} aria-hidden />}
							onClick={() => setAsks(true)}
						>
							Make a new secret
						</Button>
					</Group>
				)}
			</Stack>
			<Text size="xs" c="dimmed">
				<Anchor href={`/widget/frame?inbox=${inbox.id}`} target="_blank" rel="noopener noreferrer" inherit>
					Open the widget by itself
				</Anchor>
			</Text>
			{asks && (
				<Confirm
					question="Make a new identity secret?"
					meaning="What your shop signs with the old one is refused from then on, until its server has the new one."
					verb="Make it"
					onConfirm={async () => setSecret(await newIdentitySecret(inbox.id))}
					onClose={() => setAsks(false)}
				/>
			)}
		</Stack>
	);
}
