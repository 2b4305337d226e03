// The way without a token: the deployment's own app, installed in the shop by its owner.
import { Button, Text } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { query } from "../../http/request.ts";
import { useMember } from "../../session/me.ts";
import styles from "./connections.module.css";

interface Props {
	/** Address where the installation begins. */
	install: string;
	/** The system's name. */
	title: string;
	/** What is typed as the shop's domain. */
	shop: string;
	/** Says at its field that the shop's domain is missing. */
	onMissing: () => void;
}

export function InstallApp({ install, title, shop, onMissing }: Props) {
	const { workspace } = useMember();
	const go = () => {
		if (shop.trim() === "") onMissing();
		else window.location.assign(`${install}${query({ shop: shop.trim(), workspace: workspace.id })}`);
	};
	return (
		<div className={styles.box}>
			<Text size="sm" mb="xs">
				With the shop's domain alone you can install this Heddle's app: {title} asks you to agree, and brings you back.
				Else paste a token below.
			</Text>
			<Button
				variant="default"
				size="compact-sm"
				rightSection={<IconExternalLink size={14} aria-hidden />}
				onClick={go}
			>
				Install in {title}
			</Button>
		</div>
	);
}
