// Signing in to Postgres while HEDDLE_SECRET is replaced. The roles' passwords are derived from it, and change between the
// upload of one version and the next: the version that runs meanwhile tries the other one, and no request fails.
import { liveSecrets, rolePassword, type Secrets } from "../platform/keys.ts";

type Fetch = (url: string, init: RequestInit) => Promise<Response>;
const HEADER = "neon-connection-string";

/**
 * For the driver, in place of `fetch`: where a role's password is refused, sends the request again with those of the live
 * secrets, and from then on with the one that was taken. A refused sign-in has run nothing, so that nothing runs twice.
 */
export function roleFetch(secretsOf: () => Secrets, fetch: Fetch): Fetch {
	/** By the connection string that the driver brings: the one that Postgres took in its place. */
	const taken = new Map<string, string>();

	return async (url, init) => {
		const headers = new Headers(init.headers);
		const own = headers.get(HEADER) ?? "";
		const send = (connection: string) => {
			headers.set(HEADER, connection);
			return fetch(url, { ...init, headers });
		};
		const first = taken.get(own) ?? own;
		const answer = await send(first);
		if (answer.ok || secretsOf().HEDDLE_SECRET_PREVIOUS === undefined || !(await isSignInRefused(answer)))
			return answer;
		for (const other of await othersOf(own, secretsOf())) {
			if (other === first) continue;
			const again = await send(other);
			if (await isSignInRefused(again)) continue;
			taken.set(own, other);
			return again;
		}
		return answer;
	};
}

/** PostgreSQL's `invalid_password`. Neon's proxy refuses by itself, in the same words and without the code. */
async function isSignInRefused(answer: Response): Promise<boolean> {
	if (answer.ok) return false;
	return /"code":\s*"28P01"|password authentication failed/.test(await answer.clone().text());
}

/** The same role at the same database, with the password as it was brought and that of each live secret. */
async function othersOf(connection: string, secrets: Secrets): Promise<string[]> {
	const { username } = new URL(connection);
	const passwords = await Promise.all(liveSecrets(secrets).map((secret) => rolePassword(secret, username)));
	return [connection, ...passwords.map((password) => withPassword(connection, password))];
}

function withPassword(connection: string, password: string): string {
	const url = new URL(connection);
	url.password = password;
	return url.href;
}
