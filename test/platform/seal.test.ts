import { describe, expect, it } from "vitest";
import { bytesOf, keyFor, newSecret } from "../../src/platform/keys.ts";
import { open, seal } from "../../src/platform/seal.ts";

const key = bytesOf(newSecret());
const place = ["wsp_1", "connection", "cnn_1", "accessToken"];
const flipped = (sealed: string, at: number) => {
	const [version, nonce, box = ""] = sealed.split(".");
	const bytes = bytesOf(box);
	bytes[at] = (bytes[at] ?? 0) ^ 1;
	return [version, nonce, btoa(String.fromCharCode(...bytes))].join(".");
};

describe("what is sealed", () => {
	it("opens where it was sealed to, and reads like nothing until then", async () => {
		const sealed = await seal(key, place, "shpat_secret 🔑");
		expect(await open(key, place, sealed)).toBe("shpat_secret 🔑");
		expect(sealed).not.toContain("shpat");
		expect(await seal(key, place, "shpat_secret 🔑")).not.toBe(sealed);
	});

	it.each<[what: string, at: string[]]>([
		["another workspace's", ["wsp_2", ...place.slice(1)]],
		["another connection's", ["wsp_1", "connection", "cnn_2", "accessToken"]],
		["another field's", [...place.slice(0, 3), "hookSecret"]],
		["the same letters cut otherwise", ["wsp_1connection", ...place.slice(2)]],
		["no place at all", []],
	])("does not open as %s", async (_, at) => {
		const sealed = await seal(key, place, "secret");
		await expect(open(key, at, sealed)).rejects.toThrow();
	});

	it("does not open by another key, with a bit changed, or in another form", async () => {
		const sealed = await seal(key, place, "secret");
		await expect(open(bytesOf(newSecret()), place, sealed)).rejects.toThrow();
		for (const at of [0, 3, 10]) await expect(open(key, place, flipped(sealed, at))).rejects.toThrow();
		for (const form of ["", "v1", "v2.a.b", sealed.replace("v1", "v0"), "plain text"])
			await expect(open(key, place, form)).rejects.toThrow();
	});
});

describe("keys", () => {
	it("are the same for the same secret and purpose, and tell purposes and secrets apart", async () => {
		const [one, other] = [newSecret(), newSecret()];
		const all = await Promise.all([
			keyFor(one, "tokens"),
			keyFor(one, "data-keys"),
			keyFor(one, "sign-in"),
			keyFor(other, "tokens"),
		]);
		expect(new Set(all.map((bytes) => bytes.toString())).size).toBe(4);
		expect(await keyFor(one, "tokens")).toEqual(all[0]);
		expect(all.every((bytes) => bytes.byteLength === 32)).toBe(true);
	});
});
