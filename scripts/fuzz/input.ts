// An input and what may answer it. Doors are the ways in; families are kinds of badness (families.ts).
import type { ErrorCode } from "../../src/protocol/errors.ts";
import type { Family } from "./families.ts";

export const DOORS = ["visitor", "agent", "desk", "handshake", "http", "wire"] as const;
export type Door = (typeof DOORS)[number];

/**
 * A code of the error table, or what a good input gets. `nothing`: taken in silence (typing, read). `made`: an HTTP 2xx.
 * `closed`: the connection was ended below the protocol (a WebSocket close code of RFC 6455, or an HTTP 4xx of the
 * platform's), which only the door `wire` may be.
 */
export type Outcome = ErrorCode | "ack" | "entries" | "alerts" | "nothing" | "welcome" | "made" | "closed";

/** What a command's entry must say, where it becomes one. */
export interface Command {
	clientId: string;
	text?: string | undefined;
}

export interface Input {
	door: Door;
	family: Family;
	expects: readonly Outcome[];
	/** Of a command that its answer must name. */
	command?: Command | undefined;
}

/** On a socket. A Buffer goes as a binary frame. */
export interface FrameInput extends Input {
	data: string | Buffer;
}

export interface RequestInput extends Input {
	method: string;
	path: string;
	headers: Record<string, string>;
	body?: string | Buffer | undefined;
	/** Whose bytes the answer's are. */
	as: "visitor" | "agent" | "nobody";
}

/** Bytes on a bare connection: an HTTP request, and what follows it once the socket is open. */
export interface BytesInput extends Input {
	request: string;
	/** After the server's 101. */
	after: readonly Buffer[];
	as: "visitor" | "agent" | "nobody";
}

/** As the report shows it. */
export function inWords(input: FrameInput | RequestInput | BytesInput): string {
	if ("data" in input) return typeof input.data === "string" ? input.data : `binary ${input.data.toString("hex")}`;
	if ("path" in input) return `${input.method} ${input.path} ${JSON.stringify(input.headers)} ${input.body ?? ""}`;
	return `then ${input.after
		.map((bytes) => bytes.toString("hex"))
		.join(" ")
		.slice(0, 200)} after ${JSON.stringify(input.request)}`;
}
