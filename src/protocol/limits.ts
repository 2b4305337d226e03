// Limits that both ends of a wire know. Values only, nothing imported: the widget carries this file.

/** Longest frame that a server reads, in UTF-8 bytes (design.md, invariant 9). */
export const MAX_FRAME_BYTES = 32 * 1024;
/** Longest message or note, in UTF-16 code units as `String.length` counts them (design.md, invariant 9). */
export const MAX_TEXT_LENGTH = 8_000;
/** Largest webhook body, in bytes (design.md, invariant 9). */
export const MAX_HOOK_BYTES = 1024 * 1024;
/** Entries that come with a welcome or a page. 200 of median length (200 B) stay below one 64 KB socket buffer. */
export const PAGE_ENTRIES = 200;
/** Beyond it a page ends early, in UTF-16 units: 200 of the longest messages would be 20 times as much. */
export const PAGE_LENGTH = 256 * 1024;
/** Entries shown when a conversation is opened without a cursor: about three screens. */
export const OPENING_ENTRIES = 60;
/** Frames that one socket may send in a burst, and how many it gets back each second (a fast typist sends 2/s). */
export const FRAME_BURST = 60;
export const FRAMES_PER_SECOND = 20;
/** Messages that one visitor may write in a burst, over all their tabs, and how many they get back each second. People type slower. */
export const VISITOR_BURST = 30;
export const VISITOR_MESSAGES_PER_SECOND = 1;
/** Refusals in a row for going too fast, after which the socket is closed. */
export const MAX_RATE_REFUSALS = 100;
/** The heartbeat's two words: answered by the platform without waking the object. */
export const PING = "ping";
export const PONG = "pong";
/** How often a client sends the heartbeat and how long it waits for the answer. Proxies cut idle links after 60 s or more. */
export const PING_EVERY_MS = 25_000;
export const PONG_WITHIN_MS = 10_000;
/**
 * How much a socket may be sent without a heartbeat before it is dropped as too slow: four
 * times what a busy reader gets between two heartbeats. A client that receives more than half of it at once sends PING.
 */
export const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;
/** A typing mark fades by itself, in case its end is lost. */
export const TYPING_FADES_MS = 6_000;
/** Subprotocols of a socket: the first names the protocol, the second carries the credential out of the URL and its logs. */
export const SUBPROTOCOL = "heddle.v1";
export const TOKEN_SUBPROTOCOL_PREFIX = "heddle.token.";
