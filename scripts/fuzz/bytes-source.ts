// Handshakes that are none, and nonsense below the protocol: HTTP request lines and WebSocket framing.
import type { Random } from "../torture/random.ts";
import type { BytesInput, Outcome } from "./input.ts";
import { badTokens } from "./misplaced.ts";
import type { World } from "./rows.ts";
import { NUMBERS } from "./values.ts";

interface Upgrade {
	path: string;
	/** `null`: left out. */
	headers: Record<string, string | null>;
}

export class BytesSource {
	readonly #world: World;
	readonly #random: Random;

	constructor(world: World, random: Random) {
		this.#world = world;
		this.#random = random;
	}

	/** An upgrade that is wrong in one way, at a conversation or a desk. */
	handshake(): BytesInput {
		const { conversationId, tokens, foreign, teamId } = this.#world;
		const isDesk = this.#random.chance(0.3);
		const right = upgrade(
			isDesk ? `/v1/desks/${teamId}/socket` : `/v1/conversations/${conversationId}/socket`,
			tokens.agent,
		);
		const spoilt = (
			family: BytesInput["family"],
			expects: readonly Outcome[],
			changes: Partial<Upgrade>,
		): BytesInput => ({
			door: "handshake",
			family,
			expects,
			request: written({ path: changes.path ?? right.path, headers: { ...right.headers, ...changes.headers } }),
			after: [],
			as: "agent",
		});
		const protocols = (offered: string | null) => ({ headers: { "Sec-WebSocket-Protocol": offered } });
		const { random } = { random: this.#random };
		const [bad, expects] = random.pick(badTokens(this.#world, random));
		const elsewhere = isDesk
			? right.path.replace(teamId, foreign.teamId)
			: right.path.replace(conversationId, foreign.conversationId);
		const asVisitor = { as: "visitor" } as const;
		return random.pick<() => BytesInput>([
			() => spoilt("good", ["welcome"], {}),
			() =>
				spoilt(
					"subprotocol",
					["upgrade_required"],
					protocols(
						random.pick([
							null,
							"",
							"heddle.v2",
							"HEDDLE.V1",
							"heddle.v1x",
							`heddle.v0, heddle.token.${tokens.agent}`,
							"heddle",
							",,,",
							"x".repeat(2_000),
						]),
					),
				),
			() =>
				spoilt(
					"subprotocol",
					["unauthenticated"],
					protocols(random.pick(["heddle.v1", "heddle.v1, heddle.token.", "heddle.v1,heddle.token"])),
				),
			() => spoilt("token", [expects], protocols(`heddle.v1, heddle.token.${bad ?? ""}`)),
			() => spoilt("foreign", ["not_found"], { path: elsewhere }),
			() => spoilt("foreign", ["not_found"], protocols(`heddle.v1, heddle.token.${tokens.bystander}`)),
			() => ({
				...spoilt(
					"foreign",
					[isDesk ? "forbidden" : "not_found"],
					protocols(`heddle.v1, heddle.token.${tokens.otherVisitor}`),
				),
				...asVisitor,
			}),
			() =>
				spoilt("origin", ["origin_refused"], {
					headers: { Origin: random.pick(["https://evil.example", "null", "x", "http://127.0.0.1:1"]) },
				}),
			() => spoilt("method", ["upgrade_required"], { headers: { Upgrade: random.pick([null, "h2c", "websocket2"]) } }),
			() =>
				spoilt("path", ["invalid_request", "not_found"], {
					path: right.path.replace(
						/(cnv|tem)_\w+/,
						random.pick(["x", "%00", "cnv_", "%ff", "tem_x", "..%2f..", "x".repeat(3_000)]),
					),
				}),
			() => {
				const value = random.pick(NUMBERS);
				const number = Number(value);
				const fits = isDesk || (Number.isSafeInteger(number) && number >= 0);
				return spoilt("query", [fits ? "welcome" : "invalid_request"], {
					path: `${right.path}?after=${encodeURIComponent(value)}`,
				});
			},
		])();
	}

	/** After a good handshake, bytes that are no frames of RFC 6455, or strange ones that are. */
	framing(): BytesInput {
		const { conversationId, tokens } = this.#world;
		const random = this.#random;
		const [after, expects] = random.pick<() => readonly [Buffer[], readonly Outcome[]]>([
			() => [[frame(random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), "reserved")], ["closed"]],
			() => [[frame(1, PAGE, { mask: false })], ["closed"]],
			() => [[frame(1, PAGE, { reserved: random.pick([0x10, 0x20, 0x40]) })], ["closed"]],
			() => [[frame(9, "x".repeat(126))], ["closed", "nothing"]],
			() => [[frame(9, "ping", { final: false })], ["closed"]],
			() => [[frame(0, PAGE)], ["closed"]],
			() => [[frame(1, '{"type":', { final: false }), frame(1, PAGE)], ["closed"]],
			() => [[frame(1, Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))], ["closed", "invalid_frame"]],
			() => [[frame(8, Buffer.from([3]))], ["closed"]],
			() => [
				[
					frame(
						8,
						Buffer.from(
							random.pick([
								[0, 0],
								[3, 0xed],
								[3, 0xee],
								[0xff, 0xff],
								[3, 0xe7],
							]),
						),
					),
				],
				["closed"],
			],
			() => [[frame(8, Buffer.concat([Buffer.from([3, 0xe8]), Buffer.from([0xff, 0xfe])]))], ["closed"]],
			() => [
				[lying(random.pick([0x7fff_ffff_ffffn, 0xffff_ffff_ffff_ffffn, 0x8000_0000_0000_0000n, 0x1_0000_0000n]))],
				["closed"],
			],
			() => [[...fragments(PAGE, 1), ...fragments(PAGE, 3)], ["entries"]],
			() => [[...fragments("x".repeat(40_000), 997)], ["frame_too_large"]],
			() => [
				[
					frame(1, "", { final: false }),
					...Array.from({ length: 2_000 }, () => frame(0, "", { final: false })),
					frame(0, PAGE),
				],
				["entries"],
			],
			() => [[...Array.from({ length: 500 }, () => frame(9, "x")), frame(1, PAGE)], ["entries"]],
			() => [[...Array.from({ length: 200 }, () => frame(10, "unasked pong")), frame(1, PAGE)], ["entries"]],
			() => [[frame(2, "", { final: false }), frame(0, "x")], ["binary_frame"]],
			() => [
				[Buffer.from(Array.from({ length: random.between(1, 200) }, () => random.between(0, 255)))],
				["closed", "nothing", "binary_frame", "invalid_frame"],
			],
			() => [[Buffer.from("GET / HTTP/1.1\r\nHost: x\r\n\r\n")], ["closed", "nothing"]],
			() => [[frame(1, PAGE).subarray(0, random.between(1, 10))], ["nothing"]],
		])();
		const { path, headers } = upgrade(
			`/v1/conversations/${conversationId}/socket?after=9007199254740991`,
			tokens.visitor,
		);
		return { door: "wire", family: "framing", expects, request: written({ path, headers }), after, as: "visitor" };
	}

	/** No request of HTTP, or one that only a fuzzer writes. */
	requestLine(): BytesInput {
		const { conversationId } = this.#world;
		const path = `/v1/conversations/${conversationId}/frames`;
		const request = this.#random.pick([
			"\r\n\r\n\r\n\r\n",
			"\u0000\u0001\u0002\u0003\r\n\r\n",
			`GET ${path}\r\n\r\n`,
			`GET ${path} HTTP/9.9\r\nHost: x\r\n\r\n`,
			`GET ${path} HTTP/1.1\r\n\r\n`,
			`FROB ${path} HTTP/1.1\r\nHost: x\r\n\r\n`,
			`${"G".repeat(5_000)} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`,
			`GET ${path} HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n`,
			`GET ${path} HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(200_000)}\r\n\r\n`,
			`GET ${path}?${"q=1&".repeat(30_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
			`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u00ff\u0080\r\nConnection: close\r\n\r\n`,
			`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n`,
			`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n`,
			`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
			`POST ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
			`GET http://evil.example${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
			`GET ${path}%00%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
			`GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
			"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
			"\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
		]);
		const expects: readonly Outcome[] = [
			"closed",
			"nothing",
			"not_found",
			"invalid_request",
			"upgrade_required",
			"unauthenticated",
		];
		return { door: "wire", family: "request_line", expects, request, after: [], as: "nobody" };
	}
}

/** Answered by `entries` whatever the log holds. */
const PAGE = '{"type":"page","limit":1}';

function upgrade(path: string, token: string): Upgrade {
	return {
		path,
		headers: {
			Connection: "Upgrade",
			Upgrade: "websocket",
			"Sec-WebSocket-Version": "13",
			// RFC 6455's own example: any 16 bytes do.
			"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
			"Sec-WebSocket-Protocol": `heddle.v1, heddle.token.${token}`,
		},
	};
}

function written({ path, headers }: Upgrade): string {
	const lines = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
	return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

/** A client's frame (RFC 6455, 5.2); masked unless it is to be wrong. */
export function frame(
	opcode: number,
	payload: string | Buffer,
	{ final = true, mask = true, reserved = 0 }: { final?: boolean; mask?: boolean; reserved?: number } = {},
): Buffer {
	const body = Buffer.from(payload);
	const first = (final ? 0x80 : 0) | reserved | opcode;
	const bit = mask ? 0x80 : 0;
	const head =
		body.length < 126
			? Buffer.from([first, bit | body.length])
			: Buffer.from([first, bit | 126, body.length >> 8, body.length & 0xff]);
	const key = Buffer.from([0x12, 0x34, 0x56, 0x78]);
	if (!mask) return Buffer.concat([head, body]);
	return Buffer.concat([head, key, body.map((byte, index) => byte ^ (key[index % 4] ?? 0))]);
}

/** A frame that says that it is this long, and ends. */
function lying(length: bigint): Buffer {
	const head = Buffer.alloc(14);
	head.writeUInt8(0x81, 0);
	head.writeUInt8(0xff, 1);
	head.writeBigUInt64BE(length, 2);
	return Buffer.concat([head, Buffer.from("x")]);
}

function fragments(text: string, size: number): Buffer[] {
	const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
		text.slice(index * size, (index + 1) * size),
	);
	return parts.map((part, index) => frame(index === 0 ? 1 : 0, part, { final: index === parts.length - 1 }));
}
