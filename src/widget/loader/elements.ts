// The elements that the loader puts into a shop's page: one host, everything else in its closed shadow root.
import { STYLE } from "./style.ts";
import type { Tag } from "./tag.ts";

export interface Elements {
	host: HTMLElement;
	root: ShadowRoot;
	button: HTMLButtonElement;
	badge: HTMLElement;
	panel: HTMLElement;
	/** Words in the frame's place, where it cannot come up. */
	notice: HTMLElement;
	frame: HTMLIFrameElement;
}

const SVG = "http://www.w3.org/2000/svg";
const BUBBLE =
	"M12 3c5.1 0 9.3 3.6 9.3 8s-4.2 8-9.3 8c-.9 0-1.8-.1-2.6-.3L4.8 21l.8-3.8C3.8 15.7 2.7 13.5 2.7 11c0-4.4 4.2-8 9.3-8Z";
const CROSS = "m6 6 12 12M18 6 6 18";

export function makeElements(tag: Tag, title: string): Elements {
	const host = document.createElement("div");
	// The shop's style sheets can reach the host itself: nothing of theirs may count, and it takes no room.
	host.style.cssText = "all:initial!important;position:fixed!important;z-index:2147483000!important";
	const root = host.attachShadow({ mode: "closed" });
	dress(root);
	const place = append(root, "div");
	place.className = tag.side;
	const panel = append(place, "div");
	panel.className = "panel";
	const notice = append(panel, "p");
	const frame = append(panel, "iframe");
	frame.title = title;
	const lang = tag.lang && `&lang=${encodeURIComponent(tag.lang)}`;
	const parent = encodeURIComponent(location.origin);
	frame.src = `${tag.origin}/widget/frame?inbox=${encodeURIComponent(tag.inbox)}${lang}&parent=${parent}`;
	const button = append(place, "button");
	button.type = "button";
	draw(button, "bubble", BUBBLE, "currentColor");
	draw(button, "cross", CROSS, "none");
	const badge = append(button, "b");
	document.body.append(host);
	return { host, root, button, badge, panel, notice, frame };
}

/** A constructed sheet passes a shop's Content-Security-Policy; the element is for browsers of before 2023. */
function dress(root: ShadowRoot): void {
	try {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(STYLE);
		root.adoptedStyleSheets = [sheet];
	} catch {
		append(root, "style").textContent = STYLE;
	}
}

function append<K extends keyof HTMLElementTagNameMap>(parent: Node, name: K): HTMLElementTagNameMap[K] {
	return parent.appendChild(document.createElement(name));
}

function draw(button: HTMLElement, name: string, path: string, fill: string): void {
	const icon = document.createElementNS(SVG, "svg");
	icon.setAttribute("viewBox", "0 0 24 24");
	icon.setAttribute("class", name);
	icon.setAttribute("aria-hidden", "true");
	const shape = document.createElementNS(SVG, "path");
	shape.setAttribute("d", path);
	for (const [key, value] of [
		["fill", fill],
		["stroke", "currentColor"],
		["stroke-width", "2"],
		["stroke-linecap", "round"],
		["stroke-linejoin", "round"],
	] as const) {
		shape.setAttribute(key, value);
	}
	icon.append(shape);
	button.append(icon);
}
