// The open loop as a picture: how long messages wait at each rate, from the median one to the hundredth slowest.
import type { OpenLoop } from "./open-loop.ts";

/** In user units of the picture. */
const PLOT = { width: 720, height: 320, left: 64, right: 16, top: 40, bottom: 48 };
const SERIES = [
	{ name: "floor", colour: "#8a8f98", shift: -14 },
	{ name: "heddle", colour: "#2b6a57", shift: 14 },
] as const;
const NAMES = { floor: "floor: one row, said back", heddle: "Heddle: with history, desk and agent" };

/** An SVG document. Its paper is white in dark pages too, so that all colours keep their contrast. */
export function plotOpenLoop(loops: readonly OpenLoop[]): string {
	const all = loops.flatMap(({ latencyMs }) => [latencyMs.floor, latencyMs.heddle]);
	const low = 10 ** Math.floor(Math.log10(Math.min(...all.map(({ p50 }) => p50))));
	const high = 10 ** Math.ceil(Math.log10(Math.max(...all.map(({ p99 }) => p99))));
	const decades = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, i) => low * 10 ** i);
	const y = (ms: number) => {
		const share = Math.log10(ms / low) / Math.log10(high / low);
		return round(PLOT.height - PLOT.bottom - share * (PLOT.height - PLOT.top - PLOT.bottom));
	};
	const x = (index: number) => {
		const step = (PLOT.width - PLOT.left - PLOT.right) / loops.length;
		return round(PLOT.left + step * (index + 0.5));
	};
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${PLOT.width} ${PLOT.height}" font-family="system-ui, sans-serif" font-size="12" fill="#1f2328">`,
		"<title>Latency of messages at fixed rates, in milliseconds, logarithmic</title>",
		`<rect width="${PLOT.width}" height="${PLOT.height}" fill="#fff"/>`,
		...decades.map((ms) => gridLine(ms, y(ms))),
		...SERIES.map(({ name, colour }, index) => legend(NAMES[name], colour, index)),
		...loops.flatMap(({ perSecond, conversations, latencyMs }, index) => [
			text(x(index), PLOT.height - 26, `${perSecond} messages/s`, "middle"),
			text(x(index), PLOT.height - 10, `over ${conversations} conversations`, "middle"),
			...SERIES.map(({ name, colour, shift }) => range(x(index) + shift, latencyMs[name], colour, y)),
		]),
		"</svg>",
		"",
	].join("\n");
}

/** A bar from the median to the 99th percentile, both written beside it. */
function range(at: number, { p50, p99 }: { p50: number; p99: number }, colour: string, y: (ms: number) => number) {
	const side = colour === SERIES[0].colour ? { anchor: "end", by: -8 } : { anchor: "start", by: 8 };
	return [
		`<path d="M${at} ${y(p50)}V${y(p99)}" stroke="${colour}" stroke-width="6" stroke-linecap="round"/>`,
		`<circle cx="${at}" cy="${y(p50)}" r="5" fill="#fff" stroke="${colour}" stroke-width="2"/>`,
		text(at + side.by, y(p50) + 4, `p50 ${short(p50)}`, side.anchor),
		text(at + side.by, y(p99) + 4, `p99 ${short(p99)}`, side.anchor),
	].join("");
}

function gridLine(ms: number, at: number): string {
	const line = `<path d="M${PLOT.left} ${at}H${PLOT.width - PLOT.right}" stroke="#d9dce1"/>`;
	return line + text(PLOT.left - 8, at + 4, `${ms >= 1 ? ms.toFixed(0) : ms} ms`, "end");
}

function legend(name: string, colour: string, index: number): string {
	const at = PLOT.left + index * 240;
	return `<circle cx="${at}" cy="18" r="5" fill="${colour}"/>${text(at + 12, 22, name, "start")}`;
}

function text(x: number, y: number, words: string, anchor: string): string {
	return `<text x="${x}" y="${y}" text-anchor="${anchor}">${words}</text>`;
}

function short(ms: number): string {
	return ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
