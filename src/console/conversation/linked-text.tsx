// A person's text, as text, with its addresses made clickable.
import { Anchor } from "@mantine/core";
import { piecesOf } from "./links.ts";

export function LinkedText({ text }: { text: string }) {
	return piecesOf(text).map((piece) =>
		piece.type === "text" ? (
			piece.text
		) : (
			<Anchor
				key={piece.at}
				href={piece.href}
				target="_blank"
				rel="noopener noreferrer nofollow"
				inherit
				c="inherit"
				td="underline"
			>
				{piece.text}
			</Anchor>
		),
	);
}
