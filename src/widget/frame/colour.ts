// Colours that can be read, whatever colour an inbox has chosen (WCAG 2.2, 1.4.3: contrast of at least 4.5 to 1).

/** Contrast that normal text needs at level AA. */
const READABLE = 4.5;

type Rgb = readonly [red: number, green: number, blue: number];

/** White where it can be read on `colour` (as #rrggbb), else black: one of the two reaches 4.58 on any colour. */
export function inkOn(colour: string): "#ffffff" | "#000000" {
	return contrast(colour, "#ffffff") >= READABLE ? "#ffffff" : "#000000";
}

/** `colour`, moved towards black or white only as far as it takes to be read on `ground`. */
export function readableOn(colour: string, ground: string): string {
	const goal: Rgb = luminance(parse(ground)) > 0.18 ? [0, 0, 0] : [255, 255, 255];
	const from = parse(colour);
	for (let share = 0; share < 1; share += 0.05) {
		const mixed = print(from.map((part, index) => part + ((goal[index] ?? 0) - part) * share));
		if (contrast(mixed, ground) >= READABLE) return mixed;
	}
	return print(goal);
}

/** From 1 (none) to 21 (black on white), as WCAG 2.2 defines the contrast ratio. */
export function contrast(one: string, other: string): number {
	const [low = 0, high = 0] = [luminance(parse(one)), luminance(parse(other))].sort((a, b) => a - b);
	return (high + 0.05) / (low + 0.05);
}

/** Relative luminance by WCAG 2.2's formula for sRGB. */
function luminance(rgb: Rgb): number {
	const [red = 0, green = 0, blue = 0] = rgb.map((part) => {
		const share = part / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function parse(colour: string): Rgb {
	const bits = Number.parseInt(colour.slice(1), 16);
	return [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255];
}

function print(rgb: readonly number[]): string {
	return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}
