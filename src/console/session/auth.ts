// Sign-in, members, invitations and teams: better-auth's own client, with Heddle's roles.
import { organizationClient } from "better-auth/client/plugins";
import { createAccessControl } from "better-auth/plugins/access";
import { adminAc, defaultStatements, memberAc, ownerAc } from "better-auth/plugins/organization/access";
import { createAuthClient } from "better-auth/react";

// The client takes role names from here; what a role may do is decided by the server alone.
const ac = createAccessControl(defaultStatements);

export const auth = createAuthClient({
	baseURL: window.location.origin,
	basePath: "/v1/auth",
	plugins: [
		organizationClient({
			ac,
			roles: { owner: ownerAc, admin: adminAc, agent: memberAc },
			teams: { enabled: true },
		}),
	],
});

/** better-auth said no. */
export class SignInRefused extends Error {
	override readonly name = "SignInRefused";
	readonly status: number;
	constructor(message: string, status: number) {
		super(message);
		this.status = status;
	}
}

interface Answer<T> {
	data: T | null;
	error: { message?: string | undefined; status: number; statusText: string; title?: string } | null;
}

/** The answer's data; throws `SignInRefused` with a sentence for a person. */
export async function granted<T>(answer: Promise<Answer<T>>): Promise<T> {
	const { data, error } = await answer;
	if (error) throw new SignInRefused(sentenceOf(error), error.status);
	if (data === null) throw new SignInRefused("The server gave no answer. Try again in a moment.", 0);
	return data;
}

function sentenceOf(error: NonNullable<Answer<unknown>["error"]>): string {
	if (error.status === 429) return "Too many tries. Wait a minute and try again.";
	if (error.message) return error.message;
	if (error.title) return error.title;
	return error.status === 0 ? "Heddle cannot be reached. Check your connection." : `Refused (${error.status}).`;
}
