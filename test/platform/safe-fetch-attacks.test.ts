// Safe fetch against servers that mean harm. Real ones on this machine, so that it is the platform's own fetch that is tried.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { type Fence, type FetchRefused, safeFetch } from "../../src/platform/safe-fetch.ts";

const closing: (() => void)[] = [];
afterEach(() => {
	for (const close of closing.splice(0)) close();
});

interface Evil {
	origin: string;
	asked: IncomingMessage[];
}

async function serve(answer: RequestListener): Promise<Evil> {
	const asked: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		asked.push(request);
		answer(request, response);
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	closing.push(() => {
		server.closeAllConnections();
		server.close();
	});
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	return { origin: `http://127.0.0.1:${address.port}`, asked };
}

const SECRETS = { authorization: "Bearer hush", "x-shopify-access-token": "shpat_hush", cookie: "session=hush" };
const ask = ({ origin }: Evil, path = "/", more: Partial<Fence> = {}) =>
	safeFetch({ origin, loopbackOrigins: [origin], ...more }, path, { method: "GET", headers: SECRETS });
const refusal = (answer: Promise<unknown>) =>
	answer.then(
		() => "answered",
		({ name, message, timedOut }: FetchRefused) => `${name}: ${message}${timedOut ? " (timed out)" : ""}`,
	);
const redirect = (to: string) => (_: IncomingMessage, response: ServerResponse) => {
	response.writeHead(302, { location: to }).end();
};

describe("a redirect to somebody else", () => {
	it.each<[what: string, to: (victim: Evil, evil: Evil) => string]>([
		["another port of this machine", ({ origin }) => origin],
		["the same port by another name", (_, { origin }) => origin.replace("127.0.0.1", "localhost")],
		["this machine in hexadecimal on another port", ({ origin }) => origin.replace("127.0.0.1", "0x7f.1")],
		["a protocol-relative address", ({ origin }) => origin.replace("http:", "")],
		["a backslash for a slash", ({ origin }) => origin.replace("http://", "\\\\")],
		["a sign-in that looks like the host", ({ origin }, evil) => `${evil.origin}@${new URL(origin).host}/`],
		["https", (_, { origin }) => origin.replace("http:", "https:")],
	])("%s is not followed, and no header goes there", async (_, to) => {
		const victim = await serve((_, response) => response.end("the inner secret"));
		const evil: Evil = await serve((request, response) => redirect(to(victim, evil))(request, response));
		expect(await refusal(ask(evil))).toBe("FetchRefused: the system redirected to another host");
		expect(evil.asked).toHaveLength(1);
		expect(victim.asked).toEqual([]);
	});

	it.each(["file:///etc/passwd", "data:text/plain,hello", "javascript:alert(1)", "ftp://127.0.0.1/"])(
		"%s is not followed",
		async (location) => {
			expect(await refusal(ask(await serve(redirect(location))))).toBe(
				"FetchRefused: the system redirected to another host",
			);
		},
	);

	it.each(["http://[", "https://exa mple/", "http://1.2.3.4.5.6/"])("%s is none that can be read", async (location) => {
		expect(await refusal(ask(await serve(redirect(location))))).toBe(
			"FetchRefused: the address is none that can be read",
		);
	});

	it("with a sign-in for the same host is not followed", async () => {
		const evil: Evil = await serve((request, response) =>
			redirect(evil.origin.replace("//", "//user:password@"))(request, response),
		);
		expect(await refusal(ask(evil))).toBe("FetchRefused: addresses with a sign-in in them are refused");
	});

	it("after two good ones is seen, too", async () => {
		const victim = await serve((_, response) => response.end("secret"));
		const evil = await serve(({ url }, response) =>
			response.writeHead(307, { location: url === "/" ? "/1" : url === "/1" ? "/2" : victim.origin }).end(),
		);
		expect(await refusal(ask(evil))).toBe("FetchRefused: the system redirected to another host");
		expect(evil.asked.map(({ url }) => url)).toEqual(["/", "/1", "/2"]);
		expect(victim.asked).toEqual([]);
	});
});

describe("time", () => {
	it("ends for a body that drips", async () => {
		const evil = await serve((_, response) => {
			response.writeHead(200);
			const drip = setInterval(() => response.write("."), 10);
			response.on("close", () => clearInterval(drip));
		});
		expect(await refusal(ask(evil, "/", { timeoutMs: 150 }))).toBe("FetchRefused: no answer within 0.15 s (timed out)");
	});

	it("ends for a body whose stream does not heed the deadline", async () => {
		const body = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
		const fence = { origin: "https://shop.example", loopbackOrigins: [], timeoutMs: 50 };
		const stuck = { ...fence, fetch: async () => new Response(body) };
		expect(await refusal(safeFetch(stuck, "/", { method: "GET", headers: {} }))).toContain("(timed out)");
	});

	it("ends for headers that do not come", async () => {
		expect(await refusal(ask(await serve(() => undefined), "/", { timeoutMs: 100 }))).toContain("(timed out)");
	});

	it("runs over all redirects together", async () => {
		const evil = await serve(async ({ url }, response) => {
			await sleep(70);
			response.writeHead(302, { location: `${url}x` }).end();
		});
		const began = performance.now();
		expect(await refusal(ask(evil, "/", { timeoutMs: 150 }))).toContain("(timed out)");
		expect(performance.now() - began).toBeLessThan(1_000);
	});
});

describe("size", () => {
	const MEGABYTE = 1024 * 1024;
	const refused = "FetchRefused: the answer is larger than 1 MB";

	it.each<[encoding: string, packed: Buffer]>([
		["gzip", gzipSync(Buffer.alloc(64 * MEGABYTE))],
		["br", brotliCompressSync(Buffer.alloc(64 * MEGABYTE))],
	])("counts what %s unpacks to: 64 MB in a few KB are refused", async (encoding, packed) => {
		expect(packed.byteLength).toBeLessThan(100 * 1024);
		const evil = await serve((_, response) => {
			response.writeHead(200, { "content-encoding": encoding, "content-length": packed.byteLength }).end(packed);
		});
		expect(await refusal(ask(evil))).toBe(refused);
	});

	it("counts chunks that come without a length, and stops reading", async () => {
		let sent = 0;
		const evil = await serve((_, response) => {
			const piece = Buffer.alloc(64 * 1024);
			const more = () => {
				while (!response.destroyed && sent < 512 * MEGABYTE) {
					sent += piece.byteLength;
					if (!response.write(piece)) {
						response.once("drain", more);
						return;
					}
				}
			};
			more();
		});
		expect(await refusal(ask(evil))).toBe(refused);
		expect(sent).toBeLessThan(64 * MEGABYTE);
	});

	it("believes no length that is announced", async () => {
		const evil = await serve((_, response) => {
			response.socket?.end(`HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n${"x".repeat(2 * MEGABYTE)}`);
		});
		const answer = await ask(evil);
		expect(new TextDecoder().decode(answer.body)).toBe("xxxxx");
	});

	it("of exactly a megabyte is taken", async () => {
		const evil = await serve((_, response) => response.end(Buffer.alloc(MEGABYTE)));
		expect((await ask(evil)).body.byteLength).toBe(MEGABYTE);
	});
});

describe("cookies", () => {
	it("are neither sent, nor kept, nor handed on", async () => {
		const evil = await serve(({ url }, response) => {
			response.setHeader("set-cookie", ["session=1", "other=2"]);
			if (url === "/") response.writeHead(302, { location: "/next" }).end();
			else response.end("there");
		});
		const { headers } = await ask(evil);
		await ask(evil);
		expect(headers.getSetCookie()).toEqual([]);
		expect(evil.asked.map((request) => request.headers.cookie)).toEqual([undefined, undefined, undefined, undefined]);
		expect(evil.asked.map((request) => request.headers.authorization)).toEqual(Array(4).fill("Bearer hush"));
	});
});

describe("the runtime", () => {
	it("is told to reach the public internet only", () => {
		expect(readFileSync("wrangler.toml", "utf8")).toMatch(/^compatibility_flags = .*"global_fetch_strictly_public"/m);
	});
});
