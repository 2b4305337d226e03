// What the script tag says.

export interface Tag {
	/** Where Heddle is: the origin that the script came from. */
	origin: string;
	inbox: string;
	/** A language such as `de`; without one the visitor's browser decides. */
	lang: string;
	/** The side of the window at which the launcher sits: `end` is right in languages written to the right. */
	side: "left" | "right" | "end";
}

export function readTag(script: Element | null): Tag | undefined {
	if (!(script instanceof HTMLScriptElement) || !script.src) return undefined;
	const { inbox, lang = "", side } = script.dataset;
	if (!inbox) return undefined;
	const known = side === "left" || side === "right" ? side : "end";
	return { origin: new URL(script.src).origin, inbox, lang, side: known };
}
