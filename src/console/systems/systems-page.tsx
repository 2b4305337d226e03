// For agents: whether the systems behind the cards work, in a word each. What is to be mended is the admins' matter.
import { IconPlugConnected } from "@tabler/icons-react";
import { useConnectionWords, useConnectors } from "../settings/connections/connections.ts";
import { HealthWord } from "../settings/connections/health-word.tsx";
import { STATE_WORDS } from "../settings/connections/health-words.ts";
import { Loaded } from "../settings/loaded.tsx";
import styles from "../settings/settings.module.css";
import { Sheet } from "../settings/sheet.tsx";
import { Nothing } from "../states/nothing.tsx";

export function SystemsPage() {
	const connections = useConnectionWords();
	const { data: kinds = [] } = useConnectors();
	return (
		<main className={styles.page} aria-label="Systems" style={{ height: "100%" }}>
			<Sheet title="Systems" lead="Where the cards beside a conversation come from. Your admins set them up.">
				<Loaded query={connections} what="The systems">
					{(list) =>
						list.length === 0 ? (
							<Nothing icon={<IconPlugConnected size={26} aria-hidden />} title="Nothing is connected yet">
								An admin connects your shop, ERP or CRM; what they know about a customer then shows beside the
								conversation.
							</Nothing>
						) : (
							<div className={styles.panel}>
								{list.map(({ id, name, connector, health }) => (
									<div key={id} className={styles.row}>
										<div className={styles.grow}>
											<div className={styles.title}>
												{name} <HealthWord state={health.state} />
											</div>
											<div className={styles.small}>
												{kinds.find((kind) => kind.name === connector)?.title ?? connector}.{" "}
												{STATE_WORDS[health.state].meaning}
											</div>
										</div>
									</div>
								))}
							</div>
						)
					}
				</Loaded>
			</Sheet>
		</main>
	);
}
