// Tells screen readers of what the customer writes while the conversation is open.
import { VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import type { Entry } from "../../protocol/entry.ts";

/** The log itself cannot be the live region: it draws old lines anew as one scrolls. */
export function Announcer({ entries }: { entries: readonly Entry[] }) {
	const newest = entries.at(-1);
	const [seenAtFirst] = useState(newest?.seq ?? 0);
	const isNews =
		newest && newest.seq > seenAtFirst && newest.author.kind === "visitor" && newest.content.kind === "message";
	return (
		<VisuallyHidden aria-live="polite">
			{isNews && newest.content.kind === "message" ? `${newest.author.name ?? "Customer"}: ${newest.content.text}` : ""}
		</VisuallyHidden>
	);
}
