// What a connection to an endpoint of the business's own is set up with.
import { z } from "zod";
import { origin } from "../settings.ts";

/** 24 to 64 bytes in base64, as the Standard Webhooks scheme has them: 32 to 88 characters. */
const SECRET = /^whsec_[A-Za-z0-9+/]{30,86}={0,2}$/;

const EXPECTED = "expected an https address without a port, such as https://api.example.com/heddle/card";

export const settings = z.object({
	url: z
		.string()
		.trim()
		.max(1_000)
		.regex(/^https:\/\/[a-z0-9.-]+(\/[^\s#]*)?$/i, EXPECTED)
		.refine((url) => URL.canParse(url), EXPECTED),
	/** A weak secret is no secret: made by a machine, in the scheme's form, or not taken. */
	secret: z
		.string()
		.trim()
		.refine(
			isSecret,
			"expected whsec_ and base64 of at least 24 random bytes: the guide has the command that makes one",
		),
	origin,
});
export type Settings = z.infer<typeof settings>;

function isSecret(text: string): boolean {
	return SECRET.test(text) && text.slice("whsec_".length).length % 4 === 0;
}
