// Settings: for owners and admins. Each page is an address.
import {
	IconBellCog,
	IconCode,
	IconLock,
	IconPlugConnected,
	type IconProps,
	IconTimelineEvent,
	IconUsers,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import { mayAdminister, useMember } from "../session/me.ts";
import { Lost } from "../states/lost.tsx";
import { Nothing } from "../states/nothing.tsx";
import { ConnectionPage } from "./connections/connection-page.tsx";
import { useNoticeCount } from "./connections/connections.ts";
import { ConnectionsPage } from "./connections/connections-page.tsx";
import { EventsPage } from "./events/events-page.tsx";
import { FailedPage } from "./events/failed-page.tsx";
import { useExportsWaiting } from "./events/letters.ts";
import { PrivacyPage } from "./events/privacy-page.tsx";
import { PeoplePage } from "./people/people-page.tsx";
import { RulesPage } from "./rules/rules-page.tsx";
import styles from "./settings.module.css";
import { WidgetPage } from "./widget/widget-page.tsx";

interface Page {
	href: string;
	label: string;
	icon: ComponentType<IconProps>;
}

const CONNECTIONS = "/settings/connections";
const EVENTS = "/settings/events";

const PAGES: readonly Page[] = [
	{ href: CONNECTIONS, label: "Connections", icon: IconPlugConnected },
	{ href: "/settings/people", label: "Members and teams", icon: IconUsers },
	{ href: "/settings/widget", label: "Widget", icon: IconCode },
	{ href: "/settings/rules", label: "Rules", icon: IconBellCog },
	{ href: EVENTS, label: "Events", icon: IconTimelineEvent },
];

export function Settings() {
	const member = useMember();
	const [at] = useLocation();
	const notices = useNoticeCount(mayAdminister(member));
	const exports = useExportsWaiting(mayAdminister(member));
	const counts = new Map([
		[CONNECTIONS, { count: notices, name: notices === 1 ? "1 notice" : `${notices} notices` }],
		[EVENTS, { count: exports, name: exports === 1 ? "1 export waits" : `${exports} exports wait` }],
	]);
	if (!mayAdminister(member)) {
		return (
			<Nothing icon={<IconLock size={26} aria-hidden />} title="Settings are for admins">
				Ask an owner or admin of {member.workspace.name} for what you need here.
			</Nothing>
		);
	}
	return (
		<div className={styles.settings}>
			<nav className={styles.nav} aria-label="Settings">
				{PAGES.map(({ href, label, icon: Icon }) => (
					<Link
						key={href}
						href={href}
						className={styles.navLink}
						aria-current={at.startsWith(href) ? "page" : undefined}
					>
						<Icon size={17} aria-hidden /> <span>{label}</span>
						<Count of={counts.get(href)} />
					</Link>
				))}
			</nav>
			<main className={styles.page} aria-label="Settings">
				<Switch>
					<Route path="/settings/connections">
						<ConnectionsPage />
					</Route>
					<Route path="/settings/connections/:id">{({ id }) => <ConnectionPage id={id} />}</Route>
					<Route path="/settings/people">
						<PeoplePage />
					</Route>
					<Route path="/settings/widget">
						<WidgetPage />
					</Route>
					<Route path="/settings/rules">
						<RulesPage />
					</Route>
					<Route path="/settings/events">
						<EventsPage />
					</Route>
					<Route path="/settings/events/failed">
						<FailedPage />
					</Route>
					<Route path="/settings/events/privacy">
						<PrivacyPage />
					</Route>
					<Route path="/settings">
						<Redirect to="/settings/connections" replace />
					</Route>
					<Route>
						<Lost />
					</Route>
				</Switch>
			</main>
		</div>
	);
}

/** What waits for somebody on that page. */
function Count({ of }: { of: { count: number; name: string } | undefined }) {
	if (!of || of.count === 0) return null;
	return (
		<b className={styles.navCount} role="img" aria-label={of.name}>
			{of.count}
		</b>
	);
}
