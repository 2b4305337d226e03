// The rail: where one can go, and who one is. A bar at the top on a phone.
import { Tooltip } from "@mantine/core";
import { IconKeyboard, IconMessages, IconPlugConnected, type IconProps, IconSettings } from "@tabler/icons-react";
import type { ComponentType } from "react";
import { Link, useLocation } from "wouter";
import { useAttention } from "../alerts/attention.ts";
import { mayAdminister, useMember } from "../session/me.ts";
import { useNoticeCount } from "../settings/connections/connections.ts";
import { openKeysSheet } from "./keys.ts";
import { Mark } from "./mark.tsx";
import { ProfileMenu } from "./profile-menu.tsx";
import styles from "./shell.module.css";

export function Rail() {
	const member = useMember();
	const [at] = useLocation();
	const attention = useAttention();
	const isAdmin = mayAdminister(member);
	const notices = useNoticeCount(isAdmin);
	const inSettings = at.startsWith("/settings");
	const inSystems = at.startsWith("/systems");
	return (
		<header className={styles.rail}>
			<span className={styles.brand}>
				<Mark size={30} />
			</span>
			<nav className={styles.places} aria-label="Places">
				<Place
					href="/"
					label="Desk"
					icon={IconMessages}
					here={!inSettings && !inSystems}
					count={attention}
					counts={`${attention} waiting`}
				/>
				{isAdmin ? (
					<Place
						href="/settings"
						label="Settings"
						icon={IconSettings}
						here={inSettings}
						count={notices}
						counts={notices === 1 ? "1 notice" : `${notices} notices`}
						calm
					/>
				) : (
					<Place href="/systems" label="Systems" icon={IconPlugConnected} here={inSystems} />
				)}
			</nav>
			<div className={styles.me}>
				<Tooltip label="Keys (?)" position="right">
					<button
						type="button"
						className={`${styles.avatar} ${styles.place} ${styles.keys}`}
						onClick={openKeysSheet}
						aria-label="Show all keys"
					>
						<IconKeyboard size={20} aria-hidden color="var(--rail-ink)" />
					</button>
				</Tooltip>
				<ProfileMenu />
			</div>
		</header>
	);
}

interface PlaceProps {
	href: string;
	label: string;
	icon: ComponentType<IconProps>;
	here: boolean;
	count?: number;
	/** What is counted, in words. */
	counts?: string;
	/** Nobody waits for it. */
	calm?: boolean;
}

function Place({ href, label, icon: Icon, here, count = 0, counts, calm }: PlaceProps) {
	return (
		<Tooltip label={label} position="right">
			<Link
				href={href}
				className={styles.place}
				aria-label={count > 0 ? `${label}, ${counts}` : label}
				aria-current={here ? "page" : undefined}
			>
				<Icon size={21} aria-hidden />
				{count > 0 && (
					<span className={styles.count} data-calm={calm} aria-hidden>
						{count > 99 ? "99+" : count}
					</span>
				)}
			</Link>
		</Tooltip>
	);
}
