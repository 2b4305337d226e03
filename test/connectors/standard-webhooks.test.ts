import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { STANDARD_WINDOW_MS, signStandard, verifyStandard } from "../../src/connectors/standard-webhooks.ts";
import { hookRequest, sign } from "./fake-system.ts";

const ENCODED = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PLAIN = "K7bVbq0PpG3vYkq2b7cQx0f5Wm1o4u8h9t6r3e1w2q0=";
const BODY = '{"name": "order.placed", "data": {"id": "ördér"}}';
// The library looks at the clock itself: whole seconds, as the scheme keeps them.
const NOW = Math.floor(Date.now() / 1000) * 1000;

/** The vendor's library with a secret as Heddle takes it. */
const library = (secret: string) => new Webhook(secret, secret.startsWith("whsec_") ? {} : { format: "raw" });
const headersOf = (secret: string, { id = "msg_1", atMs = NOW, body = BODY } = {}) => ({
	"webhook-id": id,
	"webhook-timestamp": String(atMs / 1000),
	"webhook-signature": library(secret).sign(id, new Date(atMs), body),
});
const verify = (headers: Record<string, string>, secrets: readonly string[], body = BODY, receivedAtMs = NOW) =>
	verifyStandard(hookRequest(body, headers, { receivedAtMs }), secrets);
const REFUSED = { ok: false, code: "invalid_signature" };

describe.each([
	["a whsec_ secret", ENCODED],
	["a plain secret", PLAIN],
])("with %s", (_, secret) => {
	it("takes what the scheme's own library signed", async () => {
		expect(await verify(headersOf(secret), [secret])).toEqual({
			ok: true,
			id: "msg_1",
			at: new Date(NOW).toISOString(),
		});
	});

	it("signs what the scheme's own library takes", async () => {
		const headers = await signStandard({ id: "msg_1", atMs: NOW + 999, body: BODY }, [secret]);
		expect(library(secret).verify(BODY, headers)).toEqual(JSON.parse(BODY));
		expect(headers).toEqual(headersOf(secret));
	});

	it("refuses what differs in body, id, time or secret", async () => {
		const headers = headersOf(secret);
		expect(await verify(headers, [secret], `${BODY} `)).toEqual(REFUSED);
		expect(await verify({ ...headers, "webhook-id": "msg_2" }, [secret])).toEqual(REFUSED);
		expect(await verify({ ...headers, "webhook-timestamp": String(NOW / 1000 - 1) }, [secret])).toEqual(REFUSED);
		expect(await verify(headers, ["another secret"])).toEqual(REFUSED);
		expect(await verify(headers, [])).toEqual(REFUSED);
	});
});

describe("while a secret is rotated", () => {
	it("either secret is taken, and a sender may sign with both", async () => {
		expect(await verify(headersOf(PLAIN), [ENCODED, PLAIN])).toMatchObject({ ok: true });
		const both = await signStandard({ id: "msg_1", atMs: NOW, body: new TextEncoder().encode(BODY) }, [ENCODED, PLAIN]);
		expect(both["webhook-signature"].split(" ")).toHaveLength(2);
		for (const secret of [ENCODED, PLAIN]) {
			expect(library(secret).verify(BODY, both)).toEqual(JSON.parse(BODY));
			expect(await verify(both, [secret])).toMatchObject({ ok: true });
		}
	});

	it("signatures of other schemes beside it do no harm, and more than five are not looked at", async () => {
		const { "webhook-signature": sound, ...rest } = headersOf(PLAIN);
		const beside = (...others: string[]) =>
			verify({ ...rest, "webhook-signature": [...others, sound].join(" ") }, [PLAIN]);
		expect(await beside("v1a,AAAA", "v2,", "", "nonsense")).toMatchObject({ ok: true });
		expect(await beside(...Array(4).fill("v1,AAAA"))).toMatchObject({ ok: true });
		expect(await beside(...Array(5).fill("v1,AAAA"))).toEqual(REFUSED);
		expect(await verify({ ...rest, "webhook-signature": sound.replace("v1,", "v1a,") }, [PLAIN])).toEqual(REFUSED);
	});
});

describe("the time of a request", () => {
	it.each([
		["five minutes ago", -STANDARD_WINDOW_MS, true],
		["five minutes ahead", STANDARD_WINDOW_MS, true],
		["longer ago", -STANDARD_WINDOW_MS - 1000, false],
		["further ahead", STANDARD_WINDOW_MS + 1000, false],
	])("%s is judged by when it came", async (_, differenceMs, ok) => {
		expect(await verify(headersOf(PLAIN, { atMs: NOW + differenceMs }), [PLAIN])).toMatchObject({ ok });
		const longAgo = 86_400_000;
		expect(await verify(headersOf(PLAIN, { atMs: longAgo + differenceMs }), [PLAIN], BODY, longAgo)).toMatchObject({
			ok,
		});
	});

	it.each(["", "soon", "1e9", "-5", "1".repeat(40), `${NOW / 1000}.5`, "0x10"])("%j is none", async (timestamp) => {
		const signature = `v1,${sign(PLAIN, `msg_1.${timestamp}.${BODY}`)}`;
		const headers = { "webhook-id": "msg_1", "webhook-timestamp": timestamp, "webhook-signature": signature };
		expect(await verify(headers, [PLAIN])).toMatchObject({ ok: false });
	});
});

describe("what is no signature", () => {
	it("a missing header is said to be missing", async () => {
		for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"] as const) {
			const { [name]: _, ...rest } = headersOf(PLAIN);
			expect(await verify(rest, [PLAIN])).toEqual({ ok: false, code: "missing_header" });
		}
	});

	it("a signed text cut in another way is refused", async () => {
		// "msg.1" + its time + "{}" and "msg" + "1" + the rest are the same signed bytes.
		const seconds = String(NOW / 1000);
		const signature = `v1,${sign(PLAIN, `msg.${seconds}.${seconds}.{}`)}`;
		const cut = (id: string, body: string) =>
			verify({ "webhook-id": id, "webhook-timestamp": seconds, "webhook-signature": signature }, [PLAIN], body);
		expect(await cut("msg", `${seconds}.{}`)).toMatchObject({ ok: true });
		expect(await cut(`msg.${seconds}`, "{}")).toEqual(REFUSED);
		await expect(signStandard({ id: "msg.1", atMs: NOW, body: "" }, [PLAIN])).rejects.toThrow("full stop");
	});

	it.each(["v1", "v1,", "v1,!!!", `v1,${"A".repeat(44)}`, ",".repeat(500), "v1,\u{1f600}", " "])(
		"%j is refused without a fault",
		async (signature) => {
			const request = hookRequest(BODY, {}, { receivedAtMs: NOW });
			const given = new Map(Object.entries({ ...headersOf(PLAIN), "webhook-signature": signature }));
			expect(await verifyStandard({ ...request, header: (name) => given.get(name) ?? null }, [PLAIN])).toMatchObject({
				ok: false,
			});
		},
	);

	it("an empty secret fits nothing, also where somebody signed with it", async () => {
		const headers = { ...headersOf(PLAIN), "webhook-signature": `v1,${sign("", `msg_1.${NOW / 1000}.${BODY}`)}` };
		for (const secret of ["", "whsec_"]) expect(await verify(headers, [secret])).toEqual(REFUSED);
		await expect(signStandard({ id: "msg_1", atMs: NOW, body: "" }, [""])).rejects.toThrow("empty");
	});

	it("a whsec_ secret that is no base64, or too short for a key, is taken as text and not cut down", async () => {
		for (const secret of ["whsec_not base64!", "whsec_c2hvcnQ=", "whsec_Zg"]) {
			const headers = await signStandard({ id: "msg_1", atMs: NOW, body: BODY }, [secret]);
			expect(headers["webhook-signature"]).toBe(`v1,${sign(secret, `msg_1.${NOW / 1000}.${BODY}`)}`);
			expect(await verify(headers, [secret])).toMatchObject({ ok: true });
		}
		const guessed = { ...headersOf(PLAIN), "webhook-signature": `v1,${sign("short", `msg_1.${NOW / 1000}.${BODY}`)}` };
		expect(await verify(guessed, ["whsec_c2hvcnQ="])).toEqual(REFUSED);
	});
});
