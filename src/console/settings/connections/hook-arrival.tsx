// Whether the first webhook has come: the only proof that the other side is set up, too.
import { Loader } from "@mantine/core";
import { IconCircleCheckFilled, IconCircleDashed, IconCircleXFilled } from "@tabler/icons-react";
import styles from "./connections.module.css";
import { useConnections, WAIT_EVERY_MS } from "./connections.ts";

interface Props {
	connectionId: string;
	/** Looks every other second; else as often as the page around it. */
	waits: boolean;
}

export function HookArrival({ connectionId, waits }: Props) {
	const { data } = useConnections(waits ? { everyMs: WAIT_EVERY_MS } : {});
	const health = data?.find(({ id }) => id === connectionId)?.health;
	if (!health) return null;
	const { hooksAccepted: accepted, hooksRefused: refused } = health;
	return (
		<div role="status" className={styles.testLine} data-ok={accepted > 0 ? true : refused > 0 ? false : undefined}>
			{accepted > 0 ? (
				<>
					<IconCircleCheckFilled size={18} aria-hidden />
					<span>
						{accepted === 1
							? "The first webhook was received."
							: `${accepted.toLocaleString()} webhooks were received.`}
						{refused > 0 && ` ${refused.toLocaleString()} were refused: their signature did not fit.`}
					</span>
				</>
			) : refused > 0 ? (
				<>
					<IconCircleXFilled size={18} aria-hidden />
					<span>
						{refused === 1 ? "A webhook came" : `${refused.toLocaleString()} webhooks came`}, and the signature did not
						fit. Check that both sides have the same secret.
					</span>
				</>
			) : waits ? (
				<>
					<Loader size={16} aria-hidden />
					<span>Waiting for the first webhook…</span>
				</>
			) : (
				<>
					<IconCircleDashed size={18} aria-hidden />
					<span>No webhook has come yet.</span>
				</>
			)}
		</div>
	);
}
