// The rail: where one can go, and who one is. A bar at the top on a phone.
import { Tooltip } from "@mantine/core";
import { IconKeyboard, IconMessages, type IconProps, IconSettings } from "@tabler/icons-react";
import type { ComponentType } from "react";
import { Link, useLocation } from "wouter";
import { useAttention } from "../alerts/attention.ts";
import { mayAdminister, useMember } from "../session/me.ts";
import { openKeysSheet } from "./keys.ts";
import { Mark } from "./mark.tsx";
import { ProfileMenu } from "./profile-menu.tsx";
import styles from "./shell.module.css";

export function Rail() {
	const member = useMember();
	const [at] = useLocation();
	const attention = useAttention();
	const inSettings = at.startsWith("/settings");
	return (
		<header className={styles.rail}>
			<span className={styles.brand}>
				<Mark size={30} />
			</span>
			<nav className={styles.places} aria-label="Places">
				<Place href="/" label="Desk" icon={IconMessages} here={!inSettings} count={attention} />
				{mayAdminister(member) && <Place href="/settings" label="Settings" icon={IconSettings} here={inSettings} />}
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
}

function Place({ href, label, icon: Icon, here, count = 0 }: PlaceProps) {
	return (
		<Tooltip label={label} position="right">
			<Link
				href={href}
				className={styles.place}
				aria-label={count > 0 ? `${label}, ${count} waiting` : label}
				aria-current={here ? "page" : undefined}
			>
				<Icon size={21} aria-hidden />
				{count > 0 && (
					<span className={styles.count} aria-hidden>
						{count > 99 ? "99+" : count}
					</span>
				)}
			</Link>
		</Tooltip>
	);
}
