// The pages about events: what came in, what could not be applied, what the law asked for.
import { Link, useLocation } from "wouter";
import styles from "./events.module.css";
import { useExportsWaiting } from "./letters.ts";

const TABS = [
	{ href: "/settings/events", label: "All events" },
	{ href: "/settings/events/failed", label: "Failed" },
	{ href: "/settings/events/privacy", label: "Privacy requests" },
] as const;

export function EventTabs() {
	const [at] = useLocation();
	const waiting = useExportsWaiting(true);
	return (
		<nav className={styles.tabs} aria-label="About events">
			{TABS.map(({ href, label }) => (
				<Link key={href} href={href} className={styles.tab} aria-current={at === href ? "page" : undefined}>
					{label}
					{href.endsWith("privacy") && waiting > 0 && (
						<b
							className={styles.count}
							role="img"
							aria-label={waiting === 1 ? "1 export waits" : `${waiting} exports wait`}
						>
							{waiting}
						</b>
					)}
				</Link>
			))}
		</nav>
	);
}
