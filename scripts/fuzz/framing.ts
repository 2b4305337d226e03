// WebSocket framing that no client writes: what RFC 6455 forbids, and what it allows and nobody expects.
import type { Random } from "../torture/random.ts";
import type { Outcome } from "./input.ts";

/** Answered by `entries` whatever the log holds. */
const PAGE = '{"type":"page","limit":1}';

/** Bytes behind a good handshake, and what they may be answered with. The platform lets some pass that it need not. */
export function badFraming(random: Random): readonly [Buffer[], readonly Outcome[]] {
	return random.pick<() => readonly [Buffer[], readonly Outcome[]]>([
		() => [[frame(random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), "reserved")], ["closed"]],
		() => [[frame(1, PAGE, { mask: false })], ["closed", "entries"]],
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
