// Which text colour can be read on a colour that an admin has chosen.

/** `#ffffff` or `#14181f`, whichever has the higher contrast on `colour` (#rrggbb), by WCAG 2's formula. */
export function inkOn(colour: string): string {
	const light = luminance(colour);
	const onWhite = 1.05 / (light + 0.05);
	const onDark = (light + 0.05) / (luminance(DARK) + 0.05);
	return onWhite >= onDark ? "#ffffff" : DARK;
}

const DARK = "#14181f";

function luminance(colour: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
		linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255),
	);
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
	return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
