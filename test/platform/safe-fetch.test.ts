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
		"https://0177.0.0.1",
		"https://127.1",
		"https://127.0.0.1.",
		"https://0",
		"https://１２７.０.０.１",
		"https://①②⑦.0.0.1",
		"https://127。0。0。1",
		"https://%31%32%37.0.0.1",
		"https://[::1]",
		"https://[::ffff:127.0.0.1]",
		"https://[0:0:0:0:0:ffff:7f00:1]",
		"https://[64:ff9b::7f00:1]",
		"https://[fe80::1]",
		"https://[fd00::1]",
		"https://10.0.0.7",
		"https://169.254.169.254",
		"https://localhost",
		"https://localhost.",
		"https://localhost..",
		"https://LOCALHOST",
		"https://ｌｏｃａｌｈｏｓｔ",
		"https://a.localhost",
		"https://shop..example",
		"https://localhost.localdomain",
		"https://metadata.google.internal",
		"https://router.home.arpa",
		"https://shop.onion",
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

	it.each(["https://user:password@shop.example", "https://user@shop.example", "https://:password@shop.example"])(
		"with a sign-in in it is refused before anything goes out: %s",
		async (origin) => {
			for (const [home, path] of [
				[origin, "/a"],
				["https://shop.example", `${origin}/a`],
			] as const) {
				const { ask, asked } = network(home, [new Response("hello")], ["https://shop.example"]);
				expect(await refusal(ask(path))).toBe("FetchRefused: addresses with a sign-in in them are refused");
				expect(asked).toEqual([]);
			}
		},
	);

	it("that looks like the shop's in another alphabet is another one", async () => {
		const { ask, asked } = network("https://shop.example", [new Response()]);
		for (const twin of ["https://shоp.example/", "https://xn--shp-fmc.example/", "https://shop.example.:443/"])
			expect(await refusal(ask(twin)), twin).toBe("FetchRefused: the system redirected to another host");
		expect(asked).toEqual([]);
	});

	it("that cannot be read is refused, as is a path of that kind", async () => {
		for (const origin of ["shop.example", "https://", "https://[::1", "https://sh op.example"])
			expect(await refusal(network(origin, [new Response()]).ask()), origin).toMatch(/^FetchRefused: the address/);
	});

	it("cannot be left by a path", async () => {
		const { ask, asked } = network("https://shop.example", [new Response()]);
		expect(await refusal(ask("//evil.example/x"))).toBe("FetchRefused: the system redirected to another host");
		for (const path of [
			"https://evil.example/",
			"\\\\evil.example",
			"/\\evil.example",
			"/\t/evil.example",
			"\n//evil.example",
		])
			expect(await refusal(ask(path)), path).toBe("FetchRefused: the system redirected to another host");
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
