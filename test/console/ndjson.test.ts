import { expect, test } from "vitest";
import { readNdjson } from "../../src/console/http/ndjson.ts";

const encoder = new TextEncoder();

function bodyOf(chunks: readonly Uint8Array[], onCancel = () => {}): ReadableStream<Uint8Array> {
	const rest = [...chunks];
	return new ReadableStream({
		pull(controller) {
			const next = rest.shift();
			if (next) controller.enqueue(next);
			else controller.close();
		},
		cancel: onCancel,
	});
}

async function all(body: ReadableStream<Uint8Array>): Promise<unknown[]> {
	const lines: unknown[] = [];
	for await (const line of readNdjson(body)) lines.push(line);
	return lines;
}

test("lines are read wherever the network cuts them, within a character too", async () => {
	const bytes = encoder.encode('{"n":1,"text":"请问 🙏"}\n{"n":2}\n');
	for (let cut = 1; cut < bytes.length; cut += 1) {
		expect(await all(bodyOf([bytes.slice(0, cut), bytes.slice(cut)]))).toEqual([{ n: 1, text: "请问 🙏" }, { n: 2 }]);
	}
});

test("a line comes out before the stream has ended", async () => {
	const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
	const writer = writable.getWriter();
	const lines = readNdjson(readable);
	void writer.write(encoder.encode('{"n":1}\n{"n":'));
	expect((await lines.next()).value).toEqual({ n: 1 });
	void writer.write(encoder.encode("2}\n"));
	expect((await lines.next()).value).toEqual({ n: 2 });
});

test("blank lines are skipped, and a last line needs no line break", async () => {
	expect(await all(bodyOf([encoder.encode('{"n":1}\n\n\r\n{"n":2}')]))).toEqual([{ n: 1 }, { n: 2 }]);
});

test("a line that is no JSON is an error, not silence", async () => {
	await expect(all(bodyOf([encoder.encode('{"n":1}\n<html>\n')]))).rejects.toThrow(SyntaxError);
});

test("a reader that stops early stops the stream", async () => {
	let cancelled = false;
	const body = bodyOf([encoder.encode('{"n":1}\n'), encoder.encode('{"n":2}\n')], () => {
		cancelled = true;
	});
	for await (const _ of readNdjson(body)) break;
	expect(cancelled).toBe(true);
});
