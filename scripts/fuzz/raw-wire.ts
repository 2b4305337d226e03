// A bare connection: bytes out, and whatever comes in read as HTTP and, after a 101, as WebSocket frames (RFC 6455, 5.2).
import { connect, type Socket } from "node:net";

export interface Heard {
	status: number | undefined;
	heads: string;
	body: string;
	/** Text frames of the server. */
	texts: string[];
	/** Close code of its close frame. */
	close: number | undefined;
	/** Whether the connection was ended from the other side. */
	ended: boolean;
	/** Everything, byte for byte. */
	raw: string;
}

const OPCODE = { text: 1, close: 8 };

/**
 * Says `request`, and `then` once the server has switched protocols.
 * @param isEnough whether what was heard so far is all that is waited for
 */
export function overWire(
	port: number,
	request: string,
	then: readonly Buffer[],
	isEnough: (heard: Heard) => boolean,
	withinMs: number,
): Promise<Heard> {
	return new Promise((resolve) => {
		let bytes = Buffer.alloc(0);
		let ended = false;
		let hasSwitched = false;
		const socket = connect(port, "127.0.0.1", () => socket.write(request, "latin1"));
		const deadline = setTimeout(() => finish(), withinMs);
		socket.setNoDelay(true);
		socket.on("data", (chunk) => {
			bytes = Buffer.concat([bytes, chunk]);
			look();
		});
		socket.on("error", () => undefined);
		socket.on("close", () => {
			ended = true;
			finish();
		});

		function look(): void {
			const heard = hearing(bytes, ended);
			if (heard.status === 101 && !hasSwitched) {
				hasSwitched = true;
				void write(socket, then);
			}
			if (isEnough(heard)) finish();
		}

		function finish(): void {
			clearTimeout(deadline);
			socket.destroy();
			resolve(hearing(bytes, ended));
		}
	});
}

/** After so many the other lanes get a turn. */
const CHUNKS_OF_TURN = 50;

/** Each chunk in a packet of its own, as far as the system lets one say so. */
async function write(socket: Socket, chunks: readonly Buffer[]): Promise<void> {
	for (const [index, chunk] of chunks.entries()) {
		if (socket.destroyed) return;
		socket.write(chunk);
		if (index % CHUNKS_OF_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
	}
}

export function hearing(bytes: Buffer, ended: boolean): Heard {
	const raw = bytes.toString("latin1");
	const headEnd = raw.indexOf("\r\n\r\n");
	const heads = headEnd < 0 ? raw : raw.slice(0, headEnd);
	const status = Number(heads.match(/^HTTP\/1\.[01] (\d{3})/)?.[1]) || undefined;
	const rest = headEnd < 0 ? Buffer.alloc(0) : bytes.subarray(headEnd + 4);
	const heard: Heard = { status, heads, body: "", texts: [], close: undefined, ended, raw: bytes.toString("utf8") };
	if (status !== 101) return { ...heard, body: rest.toString("utf8") };
	for (const { opcode, payload } of framesIn(rest)) {
		if (opcode === OPCODE.text) heard.texts.push(payload.toString("utf8"));
		if (opcode === OPCODE.close) heard.close = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
	}
	return heard;
}

/** A server's frames are not masked. An incomplete one at the end is left out. */
function* framesIn(bytes: Buffer): Generator<{ opcode: number; payload: Buffer }> {
	let at = 0;
	while (at + 2 <= bytes.length) {
		const opcode = bytes.readUInt8(at) & 0x0f;
		const short = bytes.readUInt8(at + 1) & 0x7f;
		const [length, head] =
			short === 126 && at + 4 <= bytes.length
				? [bytes.readUInt16BE(at + 2), 4]
				: short === 127 && at + 10 <= bytes.length
					? [Number(bytes.readBigUInt64BE(at + 2)), 10]
					: [short, 2];
		if (short >= 126 && head === 2) return;
		if (at + head + length > bytes.length) return;
		yield { opcode, payload: bytes.subarray(at + head, at + head + length) };
		at += head + length;
	}
}

/** Whether an HTTP answer that is no 101 has come as a whole. */
export function isWholeAnswer({ status, heads, body }: Heard): boolean {
	if (status === undefined || status === 101) return false;
	const length = heads.match(/content-length: *(\d+)/i)?.[1];
	if (length !== undefined) return Buffer.byteLength(body) >= Number(length);
	return /transfer-encoding: *chunked/i.test(heads) ? body.includes("0\r\n\r\n") : false;
}
