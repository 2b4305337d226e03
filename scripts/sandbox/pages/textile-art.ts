// Drawings of Loom & Thread, as SVG. Everything is drawn here, so that the shop loads nothing from elsewhere.

export const textileArt: Record<string, string> = {
	"yarn-indigo": ball("indigo", "#3d4f86", "#6f83bd", "#25325c"),
	"yarn-rust": ball("rust", "#b9573a", "#df8d6c", "#7d3420"),
	"cone-oat": cone(),
	throw: throwArt(),
	loom: loom(),
	kit: tapestry(),
};

/** The hero: warp threads that a coloured weft crosses over and under. */
export function weave(): string {
	const wefts = [
		"#b9573a",
		"#d9a441",
		"#3d4f86",
		"#5c8374",
		"#c98b74",
		"#3d4f86",
		"#d9a441",
		"#b9573a",
		"#5c8374",
		"#3d4f86",
	];
	const columns = 16;
	const warp = range(columns).map(
		(x) => `<rect x="${x * 40 + 8}" y="0" width="24" height="440" rx="3" fill="url(#warp)"/>`,
	);
	const weft = wefts.map((colour, row) => {
		const y = row * 44 + 6;
		const band = `<rect x="-8" y="${y}" width="664" height="32" rx="6" fill="${colour}"/><rect x="-8" y="${y + 4}" width="664" height="3" fill="#fff" opacity=".18"/><rect x="-8" y="${y + 25}" width="664" height="4" fill="#000" opacity=".16"/>`;
		const over = range(columns)
			.filter((x) => (x + row) % 2 === 0)
			.map((x) => `<rect x="${x * 40 + 8}" y="${y - 5}" width="24" height="42" rx="4" fill="url(#warp)"/>`);
		return band + over.join("");
	});
	return `<svg viewBox="0 0 640 440" preserveAspectRatio="xMidYMid slice" aria-hidden="true"><defs><linearGradient id="warp"><stop offset="0" stop-color="#cfc0a3"/><stop offset=".35" stop-color="#f6ecd8"/><stop offset="1" stop-color="#bba985"/></linearGradient></defs>${warp.join("")}${weft.join("")}</svg>`;
}

function ball(id: string, colour: string, light: string, dark: string): string {
	const strands = (rotation: number, stroke: string, opacity: number): string =>
		`<g transform="rotate(${rotation} 120 92)" fill="none" stroke="${stroke}" stroke-width="3.2" opacity="${opacity}">${range(
			9,
		)
			.map((n) => `<path d="M52 ${52 + n * 10}q68 ${-22 + n * 1.5} 136 0"/>`)
			.join("")}</g>`;
	return drawing(
		`<defs><radialGradient id="ball-${id}" cx=".36" cy=".3" r=".8"><stop offset="0" stop-color="${light}"/><stop offset=".55" stop-color="${colour}"/><stop offset="1" stop-color="${dark}"/></radialGradient><clipPath id="clip-${id}"><circle cx="120" cy="92" r="60"/></clipPath></defs>
		<ellipse cx="122" cy="156" rx="62" ry="8" opacity=".14"/>
		<path d="M168 132c22 14 34 24 60 16" fill="none" stroke="${colour}" stroke-width="4" stroke-linecap="round"/>
		<circle cx="120" cy="92" r="60" fill="url(#ball-${id})"/>
		<g clip-path="url(#clip-${id})">${strands(-38, dark, 0.42)}${strands(46, light, 0.5)}${strands(6, dark, 0.25)}</g>`,
	);
}

function cone(): string {
	const windings = range(13)
		.map(
			(n) =>
				`<path d="M${95 - n * 2.1} ${48 + n * 8}q25 ${7 + n * 0.4} ${50 + n * 4.2} 0" fill="none" stroke="#9c8866" stroke-width="1.6" opacity=".65"/>`,
		)
		.join("");
	return drawing(
		`<defs><linearGradient id="cone-oat"><stop offset="0" stop-color="#bfa981"/><stop offset=".4" stop-color="#efe2c6"/><stop offset="1" stop-color="#a78f66"/></linearGradient></defs>
		<ellipse cx="120" cy="158" rx="66" ry="8" opacity=".14"/>
		<path d="M108 20h24l4 18h-32z" fill="#8a5a3c"/><path d="M96 40q24-9 48 0l26 108q-50 18-100 0z" fill="url(#cone-oat)"/>${windings}
		<path d="M70 148q50 18 100 0l2 7q-52 18-104 0z" fill="#8a5a3c"/><path d="M165 128c20 4 22 24 52 18" fill="none" stroke="#cdb88f" stroke-width="2.4" stroke-linecap="round"/>`,
	);
}

function throwArt(): string {
	const bones = range(10)
		.map((column) =>
			range(11)
				.map((row) => {
					const rising = column % 2 === 0;
					const x = 60 + column * 12;
					const y = 30 + row * 11;
					return `<path d="M${x} ${rising ? y + 8 : y}l12 ${rising ? -8 : 8}" stroke="#f2e8d5" stroke-width="3.4"/>`;
				})
				.join(""),
		)
		.join("");
	const fringe = range(20)
		.map(
			(n) =>
				`<path d="M${62 + n * 6.1} 150q${n % 2 ? 2 : -2} 8 0 15" stroke="#8c6f5b" stroke-width="2.2" fill="none"/>`,
		)
		.join("");
	return drawing(
		`<ellipse cx="122" cy="168" rx="70" ry="6" opacity=".12"/><rect x="58" y="24" width="124" height="128" rx="5" fill="#8c6f5b"/>${bones}<path d="M58 24h124v10q-62 12-124 0z" fill="#fff" opacity=".12"/>${fringe}`,
	);
}

function loom(): string {
	const warp = range(19)
		.map((n) => `<path d="M${68 + n * 5.8} 42v92" stroke="#e8dcc3" stroke-width="1.6"/>`)
		.join("");
	const heddle = range(19)
		.map((n) => `<path d="M${68 + n * 5.8} 74v20" stroke="#a06a3f" stroke-width="2.4"/>`)
		.join("");
	const cloth = ["#3d4f86", "#d9a441", "#b9573a", "#3d4f86"]
		.map((colour, n) => `<rect x="66" y="${106 + n * 7}" width="108" height="6" rx="2" fill="${colour}"/>`)
		.join("");
	return drawing(
		`<ellipse cx="120" cy="164" rx="84" ry="7" opacity=".14"/>
		<path d="M50 30h10v128H50zM180 30h10v128h-10z" fill="#b98555"/><path d="M50 30h3v128h-3zM180 30h3v128h-3z" fill="#d8ab7c"/>
		<rect x="44" y="32" width="152" height="12" rx="6" fill="#a06a3f"/><rect x="44" y="132" width="152" height="12" rx="6" fill="#a06a3f"/>
		${warp}${cloth}<rect x="58" y="68" width="124" height="7" rx="3.5" fill="#c6945f"/><rect x="58" y="92" width="124" height="7" rx="3.5" fill="#c6945f"/>${heddle}
		<path d="M140 122q34-10 62 4-30 12-62-4z" fill="#8a5a3c"/><path d="M152 122q22-5 38 3" stroke="#d9a441" stroke-width="3" fill="none"/>`,
	);
}

function tapestry(): string {
	const warp = range(15)
		.map((n) => `<path d="M${78 + n * 6} 34v112" stroke="#efe4cd" stroke-width="1.5"/>`)
		.join("");
	return drawing(
		`<ellipse cx="120" cy="164" rx="66" ry="6" opacity=".14"/><rect x="60" y="22" width="120" height="138" rx="6" fill="none" stroke="#b98555" stroke-width="11"/>${warp}
		<path d="M74 146V104q16-12 30-2t32-4 28 6v42z" fill="#5c8374"/><path d="M74 104q16-12 30-2t32-4 28 6v-18q-18-10-32 2t-30-2-28 8z" fill="#d9a441"/>
		<circle cx="144" cy="66" r="13" fill="#b9573a"/><path d="M74 130q24-10 46 0t44-2" stroke="#7ea294" stroke-width="3" fill="none"/>
		<path d="M176 92l34-30" stroke="#8a5a3c" stroke-width="4" stroke-linecap="round"/><path d="M176 92q-10 8-14 2" stroke="#b9573a" stroke-width="2.5" fill="none"/>`,
	);
}

function drawing(content: string): string {
	return `<svg viewBox="0 0 240 180" aria-hidden="true">${content}</svg>`;
}

function range(length: number): number[] {
	return Array.from({ length }, (_, n) => n);
}
