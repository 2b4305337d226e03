// Free ports on loopback, near the ones that people remember.
import { createServer } from "node:net";

/** A machine with this many neighbours of the port taken has another problem. */
const PORTS_TRIED = 50;

/**
 * @param wanted 0 takes any free one
 * @param taken ports that this start already gave away, though nothing listens on them yet
 * @returns the wanted port, or the next free one
 */
export async function freePort(wanted: number, taken: ReadonlySet<number> = new Set()): Promise<number> {
	if (wanted === 0) return await bindable(0).then((port) => (port && !taken.has(port) ? port : freePort(0, taken)));
	for (let port = wanted; port < wanted + PORTS_TRIED; port++) {
		if (!taken.has(port) && (await bindable(port))) return port;
	}
	throw new Error(`the ports from ${wanted} to ${wanted + PORTS_TRIED - 1} are all in use`);
}

/** @returns the port that could be bound, undefined when it is in use */
function bindable(port: number): Promise<number | undefined> {
	return new Promise((resolve) => {
		const probe = createServer();
		probe.once("error", () => resolve(undefined));
		probe.listen(port, "127.0.0.1", () => {
			const address = probe.address();
			probe.close(() => resolve(address === null || typeof address === "string" ? undefined : address.port));
		});
	});
}
