// What the widget will look like, while its settings are typed.
import { IconMessageCircle, IconSend2 } from "@tabler/icons-react";
import { inkOn } from "./ink.ts";
import styles from "./widget.module.css";

interface Props {
	name: string;
	colour: string;
	greeting: string;
}

const OWN_GREETING = "Hello! How can we help?";

export function Preview({ name, colour, greeting }: Props) {
	const shown = /^#[0-9a-f]{6}$/i.test(colour) ? colour : "#0b7a6b";
	const paint = { background: shown, color: inkOn(shown) };
	return (
		<figure className={styles.preview} aria-label="Preview of the widget">
			<div className={styles.window}>
				<div className={styles.bar} style={paint}>
					<b>{name || "Your shop"}</b>
					<span>We are here</span>
				</div>
				<div className={styles.talk}>
					<p className={styles.theirs}>{greeting || OWN_GREETING}</p>
					<p className={styles.mine} style={paint}>
						Hi, where is my order?
					</p>
				</div>
				<div className={styles.field}>
					Write a message
					<IconSend2 size={16} aria-hidden color={shown} />
				</div>
			</div>
			<span className={styles.launcher} style={paint}>
				<IconMessageCircle size={24} aria-hidden />
			</span>
		</figure>
	);
}
