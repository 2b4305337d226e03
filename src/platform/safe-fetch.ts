// Safe fetch: the only way out of Heddle. One allowed origin, https, no private addresses, bounded in time and size.
// A public name that resolves to a private address cannot be seen from here: a Worker neither resolves names nor pins
// addresses. There the platform guards: in production it refuses bare addresses, has no way into anybody's private network,
// and `global_fetch_strictly_public` (wrangler.toml) sends what is asked of our own zone through the front door, too.
// https://developers.cloudflare.com/workers/configuration/compatibility-flags/#global-fetch-strictly-public
import { joined } from "./bytes.ts";

/** business-systems.md and platform-limits.md: 5 s and 1 MB are what a card may cost; 3 redirects are what vendors use. */
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 1024 * 1024;
const MAX_REDIRECTS = 3;

export interface Fence {
	/** The one origin that may be reached. */
	origin: string;
	/** Exact loopback origins that are allowed besides https ones: the local environment's, else none. */
	loopbackOrigins: readonly string[];
	fetch?: typeof fetch;
	/** Over all hops and the body. Default 5,000. */
	timeoutMs?: number;
}

export class FetchRefused extends Error {
	readonly timedOut: boolean;
	constructor(message: string, timedOut = false) {
		super(message);
		this.name = "FetchRefused";
		this.timedOut = timedOut;
	}
}

/**
 * `path` begins with a slash. Cookies are neither sent nor handed on. Throws `FetchRefused` with a reason that holds no
 * credential, query or body.
 */
export async function safeFetch(
	fence: Fence,
	path: string,
	init: { method: string; headers: Record<string, string>; body?: string; signal?: AbortSignal },
): Promise<{ status: number; headers: Headers; body: Uint8Array }> {
	const { timeoutMs = TIMEOUT_MS } = fence;
	const inTime = AbortSignal.timeout(timeoutMs);
	const signal = init.signal ? AbortSignal.any([inTime, init.signal]) : inTime;
	const headers = without(init.headers, "cookie");
	let url = allowed(fence, path, fence.origin);
	try {
		for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
			const answer = await (fence.fetch ?? fetch)(url, { ...init, headers, redirect: "manual", signal });
			const location = answer.headers.get("location");
			if (answer.status < 300 || answer.status > 399 || !location) {
				const { status } = answer;
				return { status, headers: without(answer.headers, "set-cookie"), body: await boundedBody(answer, signal) };
			}
			await answer.body?.cancel();
			if (init.method !== "GET") throw new FetchRefused("the system redirected a request that is not a GET");
			url = allowed(fence, location, url);
		}
		throw new FetchRefused(`more than ${MAX_REDIRECTS} redirects`);
	} catch (error) {
		if (error instanceof FetchRefused) throw error;
		if (inTime.aborted) throw new FetchRefused(`no answer within ${timeoutMs / 1000} s`, true);
		if (signal.aborted) throw new FetchRefused("nobody waits for the answer any more", true);
		throw new FetchRefused("the system cannot be reached");
	}
}

function allowed(fence: Fence, address: string, from: string | URL): URL {
	const [url, home] = [parsed(address, from), parsed(fence.origin)];
	if (url.origin !== home.origin) throw new FetchRefused("the system redirected to another host");
	if (url.username || url.password) throw new FetchRefused("addresses with a sign-in in them are refused");
	if (fence.loopbackOrigins.includes(url.origin)) return url;
	if (url.protocol !== "https:" || url.port !== "") throw new FetchRefused("only https on its own port may be reached");
	if (isAddressOrLocal(url.hostname)) throw new FetchRefused("only public host names may be reached, no addresses");
	return url;
}

function parsed(address: string, from?: string | URL): URL {
	if (!URL.canParse(address, from?.toString())) throw new FetchRefused("the address is none that can be read");
	return new URL(address, from);
}

/** Names that no public resolver answers: RFC 6761, RFC 6762, RFC 8375, RFC 7686, and what routers and clouds use inside. */
const INNER = /\.(localhost|local|localdomain|internal|intranet|private|corp|home|lan|arpa|onion|invalid)$/;

/**
 * URL has already turned every spelling of an IPv4 address (hex, octal, one number, full-width digits) into four decimal
 * parts, and other alphabets' letters into punycode.
 */
export function isAddressOrLocal(hostname: string): boolean {
	const host = hostname.replace(/\.+$/, "").toLowerCase();
	if (host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host)) return true;
	return !host.includes(".") || host.includes("..") || INNER.test(host);
}

/** What a compressed answer unpacks to is what counts. Ends with the deadline, however slowly it drips. */
async function boundedBody(answer: Response, signal: AbortSignal): Promise<Uint8Array> {
	if (!answer.body) return new Uint8Array();
	const reader = answer.body.getReader();
	const late = new Promise<never>((_, reject) => {
		const giveUp = () => reject(new Error("aborted"));
		if (signal.aborted) giveUp();
		else signal.addEventListener("abort", giveUp, { once: true });
	});
	// Whoever is late while nobody reads is no fault.
	late.catch(() => undefined);
	const chunks: Uint8Array[] = [];
	let size = 0;
	try {
		for (;;) {
			const { done, value } = await Promise.race([reader.read(), late]);
			if (done) return joined(chunks);
			size += value.byteLength;
			if (size > MAX_BYTES) throw new FetchRefused("the answer is larger than 1 MB");
			chunks.push(value);
		}
	} catch (error) {
		reader.cancel().catch(() => undefined);
		throw error;
	}
}

function without(headers: HeadersInit, name: string): Headers {
	const kept = new Headers(headers);
	kept.delete(name);
	return kept;
}
