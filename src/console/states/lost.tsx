// An address that leads nowhere.
import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link } from "wouter";
import { Nothing } from "./nothing.tsx";

export function Lost() {
	return (
		<Nothing
			icon={<IconMapOff size={28} aria-hidden />}
			title="There is no such page"
			action={
				<Button component={Link} href="/" variant="default">
					To the desk
				</Button>
			}
		>
			The address may be mistyped, or the page has moved.
		</Nothing>
	);
}
