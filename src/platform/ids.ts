// New ids (random) and derived ids (the same input gives the same id: what makes repeats harmless).
import { createHash } from "node:crypto";
import type { Id, Noun } from "../protocol/ids.ts";
import { prefixOf } from "../protocol/ids.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 22 characters of 62 are 131 bits: as unguessable as a UUID. */
const LENGTH = 22;

export function newId<N extends Noun>(noun: N): Id<N> {
	return brand(noun, crypto.getRandomValues(new Uint8Array(32)));
}

/** Derived by SHA-256 from `parts`; the noun and each part's length are hashed too, so that no two lists collide. */
export async function derivedId<N extends Noun>(noun: N, ...parts: string[]): Promise<Id<N>> {
	const input = [noun, ...parts].map((part) => `${part.length}:${part}`).join("|");
	return brand(noun, createHash("sha256").update(input).digest());
}

function brand<N extends Noun>(noun: N, bytes: Uint8Array): Id<N> {
	let number = 0n;
	for (const byte of bytes) number = (number << 8n) | BigInt(byte);
	let letters = "";
	for (let i = 0; i < LENGTH; i++) {
		letters += ALPHABET[Number(number % 62n)];
		number /= 62n;
	}
	return `${prefixOf(noun)}_${letters}` as Id<N>;
}
