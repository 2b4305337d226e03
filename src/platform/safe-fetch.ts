// Safe fetch: the only way out of Heddle. One allowed origin, https, no private addresses, bounded in time and size.
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
}

export class FetchRefused extends Error {
	readonly timedOut: boolean;
	constructor(message: string, timedOut = false) {
		super(message);
		this.name = "FetchRefused";
		this.timedOut = timedOut;
	}
}

/** `path` begins with a slash. Throws `FetchRefused` with a reason that holds no credential, query or body. */
export async function safeFetch(
	fence: Fence,
	path: string,
	init: { method: string; headers: Record<string, string>; body?: string },
): Promise<{ status: number; headers: Headers; body: Uint8Array }> {
	const signal = AbortSignal.timeout(TIMEOUT_MS);
	let url = allowed(fence, new URL(path, fence.origin));
	try {
		for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
			const answer = await (fence.fetch ?? fetch)(url, { ...init, redirect: "manual", signal });
			const location = answer.headers.get("location");
			if (answer.status < 300 || answer.status > 399 || !location) {
				return { status: answer.status, headers: answer.headers, body: await boundedBody(answer) };
			}
			await answer.body?.cancel();
			if (init.method !== "GET") throw new FetchRefused("the system redirected a request that is not a GET");
			url = allowed(fence, new URL(location, url));
		}
		throw new FetchRefused(`more than ${MAX_REDIRECTS} redirects`);
	} catch (error) {
		if (error instanceof FetchRefused) throw error;
		if (signal.aborted) throw new FetchRefused(`no answer within ${TIMEOUT_MS / 1000} s`, true);
		throw new FetchRefused("the system cannot be reached");
	}
}

function allowed(fence: Fence, url: URL): URL {
	if (url.origin !== new URL(fence.origin).origin) throw new FetchRefused("the system redirected to another host");
	if (fence.loopbackOrigins.includes(url.origin)) return url;
	if (url.protocol !== "https:" || url.port !== "") throw new FetchRefused("only https on its own port may be reached");
	if (url.username || url.password) throw new FetchRefused("addresses with a sign-in in them are refused");
	if (isAddressOrLocal(url.hostname)) throw new FetchRefused("only public host names may be reached, no addresses");
	return url;
}

/** URL has already turned every spelling of an IPv4 address (hex, octal, one number) into four decimal parts. */
export function isAddressOrLocal(hostname: string): boolean {
	const host = hostname.replace(/\.$/, "").toLowerCase();
	if (host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host)) return true;
	return !host.includes(".") || /\.(local|localhost|internal|intranet|home|lan|corp|arpa)$/.test(host);
}

async function boundedBody(answer: Response): Promise<Uint8Array> {
	if (!answer.body) return new Uint8Array();
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of answer.body) {
		size += chunk.byteLength;
		if (size > MAX_BYTES) throw new FetchRefused("the answer is larger than 1 MB");
		chunks.push(chunk);
	}
	return joined(chunks);
}
