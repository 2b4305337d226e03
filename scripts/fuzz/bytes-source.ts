// Bytes for bare connections: handshakes that are none, and nonsense below the protocol.
import type { Random } from "../torture/random.ts";
import { FAMILIES } from "./families.ts";
import { badFraming } from "./framing.ts";
import type { BytesInput, Outcome } from "./input.ts";
import { badTokens } from "./misplaced.ts";
import { badRequest } from "./request-lines.ts";
import type { World } from "./rows.ts";
import { NUMBERS } from "./values.ts";

interface Upgrade {
	path: string;
	/** `null`: left out. */
	headers: Record<string, string | null>;
}

export class BytesSource {
	readonly #world: World;
	readonly #random: Random;

	constructor(world: World, random: Random) {
		this.#world = world;
		this.#random = random;
	}

	/** An upgrade that is wrong in one way, at a conversation or a desk. */
	handshake(): BytesInput {
		const { conversationId, tokens, foreign, teamId } = this.#world;
		const isDesk = this.#random.chance(0.3);
		const right = upgrade(
			isDesk ? `/v1/desks/${teamId}/socket` : `/v1/conversations/${conversationId}/socket`,
			tokens.agent,
		);
		const spoilt = (
			family: BytesInput["family"],
			expects: readonly Outcome[],
			changes: Partial<Upgrade>,
		): BytesInput => ({
			door: "handshake",
			family,
			expects,
			request: written({ path: changes.path ?? right.path, headers: { ...right.headers, ...changes.headers } }),
			after: [],
			as: "agent",
		});
		const protocols = (offered: string | null) => ({ headers: { "Sec-WebSocket-Protocol": offered } });
		const random = this.#random;
		const [bad, expects] = random.pick(badTokens(this.#world, random));
		const elsewhere = isDesk
			? right.path.replace(teamId, foreign.teamId)
			: right.path.replace(conversationId, foreign.conversationId);
		const asVisitor = { as: "visitor" } as const;
		return random.pick<() => BytesInput>([
			() => spoilt("good", ["welcome"], {}),
			() =>
				spoilt(
					"subprotocol",
					["upgrade_required"],
					protocols(
						random.pick([
							null,
							"",
							"heddle.v2",
							"HEDDLE.V1",
							"heddle.v1x",
							`heddle.v0, heddle.token.${tokens.agent}`,
							"heddle",
							",,,",
							"x".repeat(2_000),
						]),
					),
				),
			() =>
				spoilt(
					"subprotocol",
					["unauthenticated"],
					protocols(random.pick(["heddle.v1", "heddle.v1, heddle.token.", "heddle.v1,heddle.token"])),
				),
			() => spoilt("token", [expects], protocols(`heddle.v1, heddle.token.${bad ?? ""}`)),
			() => spoilt("foreign", ["not_found"], { path: elsewhere }),
			() => spoilt("foreign", ["not_found"], protocols(`heddle.v1, heddle.token.${tokens.bystander}`)),
			() => ({
				...spoilt(
					"foreign",
					[isDesk ? "forbidden" : "not_found"],
					protocols(`heddle.v1, heddle.token.${tokens.otherVisitor}`),
				),
				...asVisitor,
			}),
			() =>
				spoilt("origin", ["origin_refused"], {
					headers: { Origin: random.pick(["https://evil.example", "null", "x", "http://127.0.0.1:1"]) },
				}),
			() => spoilt("method", ["upgrade_required"], { headers: { Upgrade: random.pick([null, "h2c", "websocket2"]) } }),
			() =>
				spoilt("path", ["invalid_request", "not_found"], {
					path: right.path.replace(
						/(cnv|tem)_\w+/,
						random.pick(["x", "%00", "cnv_", "%ff", "tem_x", "..%2f..", "x".repeat(3_000)]),
					),
				}),
			() => {
				const value = random.pick(NUMBERS);
				const number = Number(value);
				const fits = isDesk || (Number.isSafeInteger(number) && number >= 0);
				return spoilt("query", [fits ? "welcome" : "invalid_request"], {
					path: `${right.path}?after=${encodeURIComponent(value)}`,
				});
			},
		])();
	}

	/** After a good handshake, bytes that are no frames, or strange ones. */
	framing(): BytesInput {
		const { conversationId, tokens } = this.#world;
		const [after, expects] = badFraming(this.#random);
		const request = written(
			upgrade(`/v1/conversations/${conversationId}/socket?after=${Number.MAX_SAFE_INTEGER}`, tokens.visitor),
		);
		return { door: "wire", family: "framing", expects, request, after, as: "visitor" };
	}

	requestLine(): BytesInput {
		const request = badRequest(`/v1/conversations/${this.#world.conversationId}/frames`, this.#random);
		return { door: "wire", family: "request_line", expects: FAMILIES.request_line, request, after: [], as: "nobody" };
	}
}

function upgrade(path: string, token: string): Upgrade {
	return {
		path,
		headers: {
			Connection: "Upgrade",
			Upgrade: "websocket",
			"Sec-WebSocket-Version": "13",
			// RFC 6455's own example: any 16 bytes do.
			"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
			"Sec-WebSocket-Protocol": `heddle.v1, heddle.token.${token}`,
		},
	};
}

function written({ path, headers }: Upgrade): string {
	const lines = Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
	return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}
