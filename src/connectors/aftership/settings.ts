// What a connection to an AfterShip organization is set up with.
import { z } from "zod";
import { credential, origin } from "../settings.ts";

export const settings = z.object({
	/** https://www.aftership.com/docs/tracking/quickstart/authentication (API key, without signatures) */
	apiKey: credential,
	origin,
});
export type Settings = z.infer<typeof settings>;
