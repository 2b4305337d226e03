import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { EventQueue } from "../../scripts/torture/events/queue.ts";
import { deliveries, toText } from "../../scripts/torture/events/wire.ts";
import { Random } from "../../scripts/torture/random.ts";
import { comes } from "../../scripts/torture/wait.ts";

it("delivers what it has taken until it is said to be done, also to a consumer that ends in mid-work", async () => {
	const given: string[] = [];
	let calls = 0;
	const consumer = createServer((request, response) => {
		void text(request).then((body) => {
			const { messages } = deliveries.parse(JSON.parse(body));
			given.push(...messages.map((message) => message.body));
			calls += 1;
			if (calls === 1) return request.socket.destroy();
			const verdicts = messages.map(({ id }) => ({ id, done: calls > 2, delayS: 0.1 }));
			return response.end(JSON.stringify({ verdicts }));
		});
	});
	await new Promise<void>((resolve) => consumer.listen(0, "127.0.0.1", resolve));
	const queue = await EventQueue.open(new Random(1));
	try {
		const body = toText({ traceId: "trace-1", eventId: "event-1" });
		const hand = () => fetch(queue.origin, { method: "POST", body: JSON.stringify({ bodies: [body] }) });
		await hand();
		queue.deliverTo(`http://127.0.0.1:${(consumer.address() as AddressInfo).port}`);
		expect(await comes(5_000, () => queue.left === 0)).toBe(true);
		expect(given).toEqual([body, body, body]);
		queue.faults = { lose: 1, double: 0 };
		expect((await hand()).status).toBe(200);
		queue.faults = { lose: 0, double: 1 };
		await hand();
		expect(await comes(5_000, () => queue.left === 0)).toBe(true);
		expect(queue.records.map(({ lost, done, deliveries }) => [lost, done, deliveries])).toEqual([
			[false, true, 3],
			[true, false, 0],
			[false, true, 1],
			[false, true, 1],
		]);
	} finally {
		await queue.close();
		consumer.closeAllConnections();
		await new Promise((resolve) => consumer.close(resolve));
	}
});
