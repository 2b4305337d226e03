// Newline-delimited JSON, read while it arrives.

/**
 * Each line of an `application/x-ndjson` body, parsed as JSON, as soon as its line break is there; a last line without
 * one counts too. Blank lines are skipped. Throws SyntaxError at a line that is no JSON.
 */
export async function* readNdjson(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
	const reader = body.getReader();
	const decoder = new TextDecoder();
	let rest = "";
	try {
		while (true) {
			const { done, value } = await reader.read();
			rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
			const lines = rest.split("\n");
			rest = done ? "" : (lines.pop() ?? "");
			for (const line of lines) if (line.trim() !== "") yield JSON.parse(line);
			if (done) return;
		}
	} finally {
		// A reader that stops early lets the server stop too.
		await reader.cancel().catch(() => undefined);
	}
}
