// The platform's clock as the torture build sees it: faster, so that nobody waits half a minute for a resend, and shifted
// by what the program says. Alarms ring by it. An alarm that is set already keeps its moment when the clock is shifted.
import { env } from "cloudflare:workers";
import { shimVars } from "../shims.ts";
import { shims } from "./state.ts";

const { TORTURE_CLOCK_SPEED: speed, TORTURE_CLOCK_BEGAN: began } = shimVars.parse(env);
const realNow = Date.now.bind(Date);

export function installClock(): void {
	Date.now = () => Math.floor(began + (realNow() - began) * speed) + shims.settings.shiftMs;
}

export function ringByFastClock(storage: DurableObjectStorage): void {
	const set = storage.setAlarm.bind(storage);
	const get = storage.getAlarm.bind(storage);
	storage.setAlarm = (at, options) => {
		const inMs = (at instanceof Date ? at.getTime() : at) - Date.now();
		return set(realNow() + Math.max(0, inMs / speed), options);
	};
	storage.getAlarm = async (options) => {
		const at = await get(options);
		return at === null ? null : Date.now() + (at - realNow()) * speed;
	};
}
