// Read marks: never beyond the end of what that reader can see (staff's number in a visitor's frame is), and never backwards
// on one socket.
import { type History, sidesOf } from "../history.ts";

export function reads(history: History): string[] {
	const sides = sidesOf(history);
	const marks = new Map<string, number>();
	/** A mark is in memory for some seconds before it is written: an object that leaves memory may forget it. */
	const excused = new Set<number>();
	return history.events.flatMap((event) => {
		if (event.is === "slept") for (const socket of sides.keys()) excused.add(socket);
		if (event.is === "opened") excused.delete(event.socket);
		if (event.is !== "read") return [];
		const { socket, by, seq } = event;
		const end = history.final[sides.get(socket) ?? "agent"].at(-1)?.seq ?? 0;
		const before = marks.get(`${socket} ${by}`) ?? 0;
		marks.set(`${socket} ${by}`, seq);
		const heard = `socket ${socket} was told that the ${by} has read up to ${seq}`;
		if (seq > end) return [`${heard}, the log ends at ${end}`];
		return seq < before && !excused.has(socket) ? [`${heard}, and ${before} before`] : [];
	});
}
