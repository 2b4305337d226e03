import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { BytesSource } from "../../scripts/fuzz/bytes-source.ts";
import { FAMILIES } from "../../scripts/fuzz/families.ts";
import { frame } from "../../scripts/fuzz/framing.ts";
import type { RequestInput } from "../../scripts/fuzz/input.ts";
import { hearing, overWire } from "../../scripts/fuzz/raw-wire.ts";
import { RequestSource } from "../../scripts/fuzz/request-source.ts";
import { ROWS, type World } from "../../scripts/fuzz/rows.ts";
import { Random } from "../../scripts/torture/random.ts";

const id = (prefix: string, letter: string) => `${prefix}_${letter.repeat(22)}`;
const things = (letter: string) => ({
	conversationId: id("cnv", letter),
	teamId: id("tem", letter),
	inboxId: id("ibx", letter),
	workspaceId: id("wsp", letter),
	connectionId: id("cnn", letter),
	customerId: id("cus", letter),
});
const world: World = {
	...things("a"),
	unbegunId: id("cnv", "c"),
	hookSecret: "secret",
	tokens: { visitor: "v.v.v", agent: "aaaa.aaaa.aaaa", otherVisitor: "o.o.o", expired: "e.e.e", bystander: "b.b.b" },
	foreign: things("b"),
};
const names = { tag: "b1.l2", teams: [world.teamId] };

describe("the request source", () => {
	const draw = (seed: number, count = 4_000): RequestInput[] => {
		const source = new RequestSource(world, names, new Random(seed));
		return Array.from({ length: count }, () => source.next());
	};

	it("makes the same requests in the same order from the same seed, and others from another", () => {
		expect(draw(1, 300)).toEqual(draw(1, 300));
		expect(draw(1, 300)).not.toEqual(draw(2, 300));
	});

	it("comes to every row, with every family that only requests have, and expects what the family allows", () => {
		const inputs = draw(3);
		for (const { family, expects, path } of inputs) {
			const allowed: readonly string[] = FAMILIES[family];
			expect(
				expects.filter((outcome) => !allowed.includes(outcome)),
				`${family} ${path}`,
			).toEqual([]);
			expect(expects.length, `${family} ${path}`).toBeGreaterThan(0);
		}
		const families = new Set(inputs.map(({ family }) => family));
		for (const family of [
			"token",
			"path",
			"query",
			"method",
			"media_type",
			"idempotency_key",
			"foreign",
			"origin",
		] as const)
			expect(families).toContain(family);
		for (const family of ["signature", "identity", "event", "truncated", "huge"] as const)
			expect(families).toContain(family);
		for (const row of ROWS) {
			const pattern = new RegExp(`^${row.path.replace(/\{\w+\}/g, "[^/]+")}(\\?|$)`);
			expect(
				inputs.some(({ method, path }) => method === row.method && pattern.test(path)),
				row.path,
			).toBe(true);
		}
	});

	it("names another workspace's things with our tokens, and ours with another's", () => {
		const foreign = draw(5).filter(({ family }) => family === "foreign");
		expect(foreign.some(({ path }) => path.includes("bbbb"))).toBe(true);
		expect(foreign.some(({ headers }) => headers.authorization?.includes("b.b.b"))).toBe(true);
		for (const { path, headers } of foreign)
			expect(path.includes("bbbb") || /b\.b\.b|o\.o\.o/.test(headers.authorization ?? ""), path).toBe(true);
	});
});

describe("the source of bytes", () => {
	it("makes the same bytes from the same seed, and expects what the family allows", () => {
		const draw = (seed: number) => {
			const source = new BytesSource(world, new Random(seed));
			return Array.from({ length: 100 }, () => [source.handshake(), source.framing(), source.requestLine()]).flat();
		};
		expect(draw(1)).toEqual(draw(1));
		expect(draw(1)).not.toEqual(draw(2));
		for (const { family, expects } of draw(3)) {
			const allowed: readonly string[] = FAMILIES[family];
			expect(
				expects.filter((outcome) => !allowed.includes(outcome)),
				family,
			).toEqual([]);
		}
	});

	it("writes frames that RFC 6455 knows, masked, unless they are to be wrong", () => {
		const hello = frame(1, "Hello");
		expect(hello.subarray(0, 2)).toEqual(Buffer.from([0x81, 0x85]));
		expect(String(hello.subarray(6).map((byte, index) => byte ^ (hello[2 + (index % 4)] ?? 0)))).toBe("Hello");
		expect(frame(1, "Hello", { mask: false })).toEqual(Buffer.from([0x81, 0x05, ...Buffer.from("Hello")]));
		expect(frame(9, "x".repeat(126)).subarray(0, 4)).toEqual(Buffer.from([0x89, 0xfe, 0, 126]));
		expect(frame(0, "", { final: false })[0]).toBe(0);
	});
});

describe("a bare connection", () => {
	const switched = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

	it("is read as HTTP, and behind a 101 as frames, the last of which may be incomplete", () => {
		const long = "x".repeat(300);
		const bytes = Buffer.concat([
			Buffer.from(switched),
			Buffer.from([0x81, 2]),
			Buffer.from("hi"),
			Buffer.from([0x81, 126, 1, 44]),
			Buffer.from(long),
			Buffer.from([0x88, 2, 0x11, 0x31]),
			Buffer.from([0x81, 5, 1]),
		]);
		expect(hearing(bytes, false)).toMatchObject({ status: 101, texts: ["hi", long], close: 4401, ended: false });
		const refused = hearing(Buffer.from("HTTP/1.1 422 No\r\nContent-Length: 2\r\n\r\n{}"), true);
		expect(refused).toMatchObject({ status: 422, body: "{}", ended: true });
		expect(hearing(Buffer.from("nonsense"), true).status).toBeUndefined();
	});

	it("says the request, then the bytes once it was switched, and hears what comes until it is enough", async () => {
		const got: string[] = [];
		const server = createServer((socket) =>
			socket
				.on("error", () => undefined)
				.on("data", (data) => {
					got.push(String(data));
					socket.write(got.length === 1 ? switched : Buffer.from([0x88, 2, 3, 0xea]));
				}),
		);
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const address = server.address();
		if (address === null || typeof address === "string") throw new Error("no port");
		const heard = await overWire(
			address.port,
			"GET /",
			[Buffer.from("bytes")],
			({ close }) => close !== undefined,
			5_000,
		);
		expect([got, heard.close]).toEqual([["GET /", "bytes"], 1002]);
		await new Promise((resolve) => server.close(resolve));
	});
});
