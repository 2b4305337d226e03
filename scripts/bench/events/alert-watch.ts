// An agent's socket on the desk, that notes when each order's alert came.
import WebSocket from "ws";
import { z } from "zod";
import { ticket } from "../../../src/protocol/http.ts";
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from "../../../src/protocol/limits.ts";
import { pause } from "../../torture/wait.ts";
import type { BenchBusiness } from "../profile/business.ts";

const alertFrame = z.object({
	type: z.literal("alert"),
	alert: z.object({ event: z.object({ objectId: z.string() }) }),
});
const LOOK_EVERY_MS = 20;

export class AlertWatch {
	/** By the order's id, by `performance.now()`: the first time. */
	readonly cameAtMs = new Map<string, number>();
	/** Orders whose alert came again. */
	again = 0;
	readonly #socket: WebSocket;

	private constructor(socket: WebSocket) {
		this.#socket = socket;
		socket.on("message", (data) => {
			const frame = alertFrame.safeParse(JSON.parse(String(data)));
			if (!frame.success) return;
			const { objectId } = frame.data.alert.event;
			if (this.cameAtMs.has(objectId)) this.again += 1;
			else this.cameAtMs.set(objectId, performance.now());
		});
	}

	static async open(origin: string, { owner, teamId }: BenchBusiness): Promise<AlertWatch> {
		const token = ticket.parse(await owner.post("/v1/tickets")).ticket;
		const url = `${origin.replace(/^http/, "ws")}/v1/desks/${teamId}/socket`;
		const socket = new WebSocket(url, [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token]);
		await new Promise<void>((resolve, reject) => {
			socket.once("open", resolve);
			socket.once("error", reject);
		});
		return new AlertWatch(socket);
	}

	/** @returns how long each took, in ms; those that did not come within the time are missing */
	async timesOf(due: ReadonlyMap<string, number>, withinMs: number): Promise<number[]> {
		const deadline = performance.now() + withinMs;
		while ([...due.keys()].some((id) => !this.cameAtMs.has(id)) && performance.now() < deadline)
			await pause(LOOK_EVERY_MS);
		return [...due].flatMap(([id, dueAt]) => {
			const came = this.cameAtMs.get(id);
			return came === undefined ? [] : [came - dueAt];
		});
	}

	close(): void {
		this.#socket.close();
	}
}
