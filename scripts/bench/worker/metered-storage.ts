// Storage that counts what the platform would bill, and whose one alarm rings when the scene says so.

export interface MeteredStorage {
	rowsWritten(): number;
	rowsRead(): number;
	/** When the alarm is set for, in milliseconds since 1970; null: it is not. */
	alarmAt(): number | null;
	/** It has rung. */
	alarmRang(): void;
}

/**
 * Counts on the object's own storage, from now on and for good: use an object made for it.
 * Rows are SQLite's own counts (`rowsWritten` of each cursor, index rows among them). Setting an alarm is a row written, and
 * so is taking it back (Cloudflare, Durable Objects, pricing).
 */
export function meter(storage: DurableObjectStorage): MeteredStorage {
	const { sql } = storage;
	const execute = sql.exec.bind(sql);
	const cursors: { rowsWritten: number; rowsRead: number }[] = [];
	let alarm: number | null = null;
	let alarmRows = 0;

	replace(sql, "exec", <T extends Record<string, SqlStorageValue>>(query: string, ...values: unknown[]) => {
		const cursor = execute<T>(query, ...values);
		cursors.push(cursor);
		return cursor;
	});
	replace(storage, "getAlarm", async () => alarm);
	replace(storage, "setAlarm", async (at: number | Date) => {
		alarm = Number(at);
		alarmRows += 1;
	});
	replace(storage, "deleteAlarm", async () => {
		if (alarm !== null) alarmRows += 1;
		alarm = null;
	});
	return {
		rowsWritten: () => cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, alarmRows),
		rowsRead: () => cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0),
		alarmAt: () => alarm,
		alarmRang: () => {
			alarm = null;
		},
	};
}

function replace<T extends object, K extends keyof T & string>(on: T, name: K, by: T[K]): void {
	Object.defineProperty(on, name, { value: by });
}
