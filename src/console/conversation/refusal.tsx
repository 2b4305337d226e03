// A conversation that may not be opened.
import { Button } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { Link } from "wouter";
import { Nothing } from "../states/nothing.tsx";

export function Refusal({ code }: { code: string | undefined }) {
	const gone = code === "not_found" || code === "forbidden";
	return (
		<Nothing
			icon={<IconLock size={26} aria-hidden />}
			title={gone ? "There is no such conversation here" : "This conversation cannot be opened"}
			action={
				<Button component={Link} href="/" variant="default">
					To the desk
				</Button>
			}
		>
			{gone
				? "It may belong to another workspace, or the address may be mistyped."
				: "Your rights here have changed. Sign in again, or ask an admin of the workspace."}
		</Nothing>
	);
}
