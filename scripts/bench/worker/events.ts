// The floor of business events: a door that looks at nothing, a queue, and one row inserted for each message.
import { sql } from "drizzle-orm";
import { database } from "../../../src/db/client.ts";
import { configOf } from "../../../src/platform/config.ts";
import { FLOOR_TABLE } from "./paths.ts";

export async function floorHook(queue: Queue, request: Request): Promise<Response> {
	await queue.send(await request.text());
	return Response.json({ accepted: true }, { status: 202 });
}

/** Each message for itself, as events are: one that fails holds up no other. */
export async function insertFloor(env: WorkerBindings, { messages }: MessageBatch): Promise<void> {
	const db = database(configOf(env).DATABASE_URL);
	await Promise.all(
		messages.map(async (message) => {
			const body = String(message.body);
			await db.execute(sql`insert into ${sql.identifier(FLOOR_TABLE)} (body) values (${body}::jsonb)`);
			message.ack();
		}),
	);
}
