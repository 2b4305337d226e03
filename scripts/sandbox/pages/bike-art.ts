// Drawings of Nordlicht Bikes, as SVG.

export const bikeArt: Record<string, string> = {
	"bike-fjord": drawing(
		`${wheel(66, 122, 36)}${wheel(176, 122, 36)}
		<path d="M40 88a36 36 0 0 1 58 16M150 92a36 36 0 0 1 52 4" fill="none" stroke="#3b4b57" stroke-width="3.5"/>
		${frame("#0e8f7e", "M66 122h48l46-58M114 122L96 62M96 62l64 8M98 70L66 122M114 122l46-52M158 56l18 66")}
		<path d="M84 58h26" stroke="#1f2a33" stroke-width="8" stroke-linecap="round"/><path d="M157 56l-3-12h-18" stroke="#1f2a33" stroke-width="5" fill="none" stroke-linecap="round" stroke-linejoin="round"/>${crank(114, 122)}
		<circle cx="168" cy="68" r="6" fill="#ffd76a"/><path d="M174 66l30-8v22l-30-8z" fill="#ffd76a" opacity=".3"/>`,
	),
	"bike-gravel": drawing(
		`${wheel(64, 120, 38, 6)}${wheel(178, 120, 38, 6)}
		${frame("#c4703a", "M64 120h50l44-54M114 120L98 58M98 66l60 2M99 66L64 120M157 58l21 62")}
		<path d="M86 54h24" stroke="#1f2a33" stroke-width="7" stroke-linecap="round"/><path d="M157 60l-2-8h18q10 2 8 12t-12 8" stroke="#1f2a33" stroke-width="4.5" fill="none" stroke-linecap="round"/>${crank(114, 120)}
		<path d="M112 78l14 28" stroke="#e8ddd0" stroke-width="7" stroke-linecap="round"/>`,
	),
	"bike-cargo": drawing(
		`${wheel(48, 130, 28)}${wheel(192, 126, 32)}
		${frame("#2c5f9e", "M48 130h76l48-60M124 130L108 66M108 74l64 0M124 130l46-52M168 60l24 66M48 130l62-44")}
		<rect x="20" y="64" width="80" height="10" rx="3" fill="#3b4b57"/><path d="M30 74v34M62 74v30" stroke="#3b4b57" stroke-width="4"/>
		<rect x="24" y="36" width="42" height="28" rx="4" fill="#d8a24a"/><path d="M45 36v28M24 48h42" stroke="#a97a2c" stroke-width="2.5"/><rect x="69" y="44" width="27" height="20" rx="3" fill="#e0b566"/>
		<path d="M98 60h26" stroke="#1f2a33" stroke-width="8" stroke-linecap="round"/><path d="M168 60l-4-16h-20" stroke="#1f2a33" stroke-width="5" fill="none" stroke-linecap="round" stroke-linejoin="round"/>
		<rect x="112" y="112" width="26" height="24" rx="9" fill="#1f2a33"/>${crank(124, 128)}`,
	),
	light: drawing(
		`<path d="M128 66l100-40v128l-100-40z" fill="url(#beam)"/><defs><linearGradient id="beam"><stop offset="0" stop-color="#ffe28a" stop-opacity=".85"/><stop offset="1" stop-color="#ffe28a" stop-opacity="0"/></linearGradient></defs>
		<path d="M58 68q0-16 16-16h42q16 0 18 16v44q-2 16-18 16H74q-16 0-16-16z" fill="#25323b"/><path d="M116 54q16 4 16 36t-16 36z" fill="#fff3c4"/><path d="M70 60h34" stroke="#546874" stroke-width="4" stroke-linecap="round"/>
		<path d="M88 128v22h-14" stroke="#25323b" stroke-width="8" fill="none" stroke-linejoin="round"/><circle cx="78" cy="90" r="6" fill="#24c6a4"/>`,
	),
	bag: drawing(
		`<ellipse cx="120" cy="164" rx="62" ry="6" opacity=".14"/><path d="M70 58h100l10 92q0 10-10 10H70q-10 0-10-10z" fill="#1f6f78"/><path d="M66 40h108l-4 42q-50 14-100 0z" fill="#2a8a94"/>
		<path d="M72 44h96" stroke="#9ad6d3" stroke-width="2" stroke-dasharray="5 4"/><path d="M92 40V28h56v12" fill="none" stroke="#163f45" stroke-width="6" stroke-linejoin="round"/><path d="M120 76v28" stroke="#163f45" stroke-width="9"/><rect x="110" y="94" width="20" height="13" rx="3" fill="#d8a24a"/>
		<path d="M64 128h112" stroke="#cfe9e6" stroke-width="5" opacity=".75"/>`,
	),
	helmet: drawing(
		`<ellipse cx="122" cy="160" rx="70" ry="7" opacity=".14"/><path d="M46 116q-4-70 74-74 76 2 80 66l-10 10q-70 14-144-2z" fill="#e9eef0"/><path d="M46 116q-4-70 74-74 20 0 36 8-70-2-84 70z" fill="#fff"/>
		<path d="M84 66q34-18 68 0M76 90q44-18 92 0" stroke="#24323b" stroke-width="9" fill="none" stroke-linecap="round"/><path d="M46 116q74 18 154 0l-4 10q-72 14-146 2z" fill="#0e8f7e"/>
		<path d="M88 128q6 28 26 30t40-30" fill="none" stroke="#24323b" stroke-width="4"/><path d="M196 108l22 6q-6 10-24 6z" fill="#24323b"/>`,
	),
};

/** The hero: northern lights over the fjord, and somebody riding home. */
export function aurora(): string {
	const stars = Array.from({ length: 60 }, (_, n) => {
		// Spread by the golden angle: even, yet without a pattern.
		const x = (n * 137.508) % 640;
		const y = (n * 71.3) % 230;
		return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${(0.5 + (n % 4) * 0.3).toFixed(1)}"/>`;
	}).join("");
	return `<svg viewBox="0 0 640 440" preserveAspectRatio="xMidYMid slice" aria-hidden="true"><defs>
		<linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="#071525"/><stop offset=".7" stop-color="#12344a"/><stop offset="1" stop-color="#1d4f5c"/></linearGradient>
		<linearGradient id="glow" x2="0" y2="1"><stop offset="0" stop-color="#7affd2" stop-opacity="0"/><stop offset=".6" stop-color="#3df0b8" stop-opacity=".75"/><stop offset="1" stop-color="#2bc4c9" stop-opacity="0"/></linearGradient>
		<linearGradient id="violet" x2="0" y2="1"><stop offset="0" stop-color="#b48cff" stop-opacity="0"/><stop offset=".7" stop-color="#8f7bff" stop-opacity=".55"/><stop offset="1" stop-color="#3df0b8" stop-opacity="0"/></linearGradient>
		<filter id="soft"><feGaussianBlur stdDeviation="9"/></filter></defs>
		<rect width="640" height="440" fill="url(#sky)"/><g fill="#dff6ff" opacity=".8">${stars}</g>
		<g filter="url(#soft)"><path d="M-20 150Q80 10 200 96T420 60 680 10V170Q570 250 430 176T190 232-20 250z" fill="url(#glow)"/><path d="M-20 30Q120 -20 240 60T460 40 680 90V200Q560 130 440 170T200 150-20 120z" fill="url(#violet)"/><path d="M-20 236Q110 150 230 214T470 150 680 190V214Q540 190 450 214T220 262-20 270z" fill="#3df0b8" opacity=".5"/></g>
		<path d="M0 300l70-50 60 34 90-70 84 66 60-38 100 56 70-44 106 52v140H0z" fill="#0b2230"/><path d="M0 330h640v110H0z" fill="#0d2c3a"/>
		<g stroke="#4be3bd" stroke-width="2" opacity=".35"><path d="M60 350h120M240 362h180M470 350h90M120 384h90M330 392h160"/></g>
		<path d="M0 404q320-18 640 0v36H0z" fill="#06141d"/>
		<g transform="translate(368 300) scale(.78)" stroke="#e9fbf5" fill="none" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"><circle cx="30" cy="104" r="28"/><circle cx="132" cy="104" r="28"/><path d="M30 104h42l40-52M72 104L58 50M58 58l54-4M60 58L30 104M110 46l22 58M50 48h20M110 46l-2-8h-16"/><path d="M60 44q2-26 20-34l26 30" stroke="#ffb45e" stroke-width="11"/><circle cx="84" cy="-6" r="9" fill="#ffb45e" stroke="none"/><path d="M62 48l24 28-12 28" stroke="#33566b" stroke-width="10"/></g>
		<path d="M466 348l150-26v62l-150-22z" fill="#ffe9a8" opacity=".22"/></svg>`;
}

function wheel(x: number, y: number, radius: number, tyre = 5): string {
	const spokes = Array.from({ length: 8 }, (_, n) => {
		const angle = (n * Math.PI) / 8;
		const dx = (Math.cos(angle) * radius).toFixed(1);
		const dy = (Math.sin(angle) * radius).toFixed(1);
		return `<path d="M${x} ${y}m${dx} ${dy}l${-2 * Number(dx)} ${-2 * Number(dy)}"/>`;
	}).join("");
	return `<g stroke="#8ba0ab" stroke-width=".9">${spokes}</g><circle cx="${x}" cy="${y}" r="${radius}" fill="none" stroke="#1f2a33" stroke-width="${tyre}"/><circle cx="${x}" cy="${y}" r="4" fill="#1f2a33"/>`;
}

function frame(colour: string, path: string): string {
	return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="6.5" stroke-linecap="round" stroke-linejoin="round"/>`;
}

function crank(x: number, y: number): string {
	return `<circle cx="${x}" cy="${y}" r="9" fill="none" stroke="#1f2a33" stroke-width="3.5"/><path d="M${x} ${y}l12 14" stroke="#1f2a33" stroke-width="4" stroke-linecap="round"/>`;
}

function drawing(content: string): string {
	return `<svg viewBox="0 0 240 180" aria-hidden="true">${content}</svg>`;
}
