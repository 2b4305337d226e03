// The script that a shop includes: a launcher and, once the page is idle, the chat in a frame. Nothing of the shop's
// styles reaches in and nothing reaches out; the two sides talk by postMessage only.
import { takeCommands } from "./loader/commands.ts";
import { whenIdle } from "./loader/idle.ts";
import { Panel } from "./loader/panel.ts";
import { readTag } from "./loader/tag.ts";

const tag = readTag(document.currentScript);
if (tag === undefined) console.warn("Heddle: the script tag needs src and data-inbox. See the inbox's settings.");
// Included twice, only the first one counts: its queue is no array any more.
else if (window.Heddle === undefined || Array.isArray(window.Heddle)) {
	const panel = new Panel(tag);
	takeCommands(panel);
	whenIdle(() => panel.load());
}
