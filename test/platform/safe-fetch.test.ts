import { describe, expect, it } from "vitest";
import { type FetchRefused, isAddressOrLocal, safeFetch } from "../../src/platform/safe-fetch.ts";

type Reply = Response | Error;

/** A network in which `replies` answer in turn; `asked` is what went out. */
function network(origin: string, replies: Reply[], loopbackOrigins: string[] = []) {
	const asked: string[] = [];
	const fetch: typeof globalThis.fetch = async (input) => {
		asked.push(String(input));
		const reply = replies[Math.min(asked.length, replies.length) - 1];
		if (!reply || reply instanceof Error) throw reply ?? new Error("nobody answers");
		return reply;
	};
	const ask = (path = "/", method = "GET") =>
		safeFetch({ origin, loopbackOrigins, fetch }, path, { method, headers: {} });
	return { ask, asked };
}

const to = (location: string, status = 302) => new Response(null, { status, headers: { location } });
const refusal = async (answer: Promise<unknown>) =>
	answer.then(
		() => "answered",
		({ name, message, timedOut }: FetchRefused) => `${name}: ${message}${timedOut ? " (timed out)" : ""}`,
	);

describe("an address", () => {
	it.each([
		"http://shop.example",
		"https://shop.example:8443",
		"https://127.0.0.1",
		"https://0x7f.1",
		"https://2130706433",
		"https://[::1]",
		"https://[fd00::1]",
		"https://10.0.0.7",
		"https://169.254.169.254",
		"https://localhost",
		"https://db.internal",
		"https://printer.local.",
		"https://intranet",
		"http://127.0.0.1:9999",
	])("%s is refused before anything goes out", async (origin) => {
		const { ask, asked } = network(origin, [new Response("secret")], ["http://127.0.0.1:8800"]);
		expect(await refusal(ask())).toMatch(/^FetchRefused: only /);
		expect(asked).toEqual([]);
	});

	it.each([
		["https://shop.example", []],
		["http://127.0.0.1:8800", ["http://127.0.0.1:8800"]],
	])("%s is reached", async (origin, loopback) => {
		const { ask, asked } = network(origin, [new Response("hello")], loopback);
		const { status, body } = await ask("/a?b=c");
		expect([status, new TextDecoder().decode(body), asked]).toEqual([200, "hello", [`${origin}/a?b=c`]]);
	});

	it("cannot be left by a path", async () => {
		const { ask, asked } = network("https://shop.example", [new Response()]);
		expect(await refusal(ask("//evil.example/x"))).toBe("FetchRefused: the system redirected to another host");
		expect(await refusal(ask("https://evil.example/"))).toBe("FetchRefused: the system redirected to another host");
		expect(asked).toEqual([]);
	});

	it("is judged by its last letters, whatever comes before", () => {
		for (const host of ["example.com", "a.b.example", "local.example", "10.example.com"])
			expect(isAddressOrLocal(host), host).toBe(false);
		for (const host of ["1.2.3.4", "[::ffff:7f00:1]", "x.local", "X.LOCALHOST", "8.8.8.8.in-addr.arpa"])
			expect(isAddressOrLocal(host), host).toBe(true);
	});
});

describe("a redirect", () => {
	it("is followed three times within the origin, and no fourth time", async () => {
		const steps = [to("/1"), to("https://shop.example/2"), to("3", 307)];
		const good = network("https://shop.example", [...steps, new Response("there")]);
		expect((await good.ask("/")).status).toBe(200);
		expect(good.asked.at(-1)).toBe("https://shop.example/3");
		expect(await refusal(network("https://shop.example", [to("/again")]).ask())).toBe(
			"FetchRefused: more than 3 redirects",
		);
	});

	it.each([
		"https://evil.example/",
		"http://shop.example/",
		"https://shop.example.evil.example/",
		"http://169.254.169.254/",
	])("to %s is refused", async (location) => {
		const { ask, asked } = network("https://shop.example", [to(location), new Response("secret")]);
		expect(await refusal(ask())).toBe("FetchRefused: the system redirected to another host");
		expect(asked).toHaveLength(1);
	});

	it("of a request that writes is refused: it would be sent twice", async () => {
		const { ask } = network("https://shop.example", [to("/elsewhere", 307)]);
		expect(await refusal(ask("/", "POST"))).toBe("FetchRefused: the system redirected a request that is not a GET");
	});
});

describe("an answer", () => {
	it("larger than a megabyte is refused while it comes", async () => {
		let sent = 0;
		const endless = new ReadableStream<Uint8Array>({
			pull(controller) {
				sent += 1;
				controller.enqueue(new Uint8Array(64 * 1024));
			},
		});
		expect(await refusal(network("https://shop.example", [new Response(endless)]).ask())).toBe(
			"FetchRefused: the answer is larger than 1 MB",
		);
		expect(sent).toBeLessThan(30);
	});

	it("that does not come is a sentence without the address, which may hold what is secret", async () => {
		const fault = new TypeError("fetch failed: https://user:password@shop.example/?key=1");
		expect(await refusal(network("https://shop.example", [fault]).ask("/?key=1"))).toBe(
			"FetchRefused: the system cannot be reached",
		);
	});
});
