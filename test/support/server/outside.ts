// The world beyond the Worker: what it fetches, answered by a test. Tests run in the Worker's own isolate.
import { env } from "cloudflare:workers";
import { vi } from "vitest";

export interface Outgoing {
	url: URL;
	method: string;
	headers: Headers;
	body: string;
	/** Aborted once the Worker has given the request up. */
	signal: AbortSignal;
}

/** Every request of the Worker but those to its database; what no answer is given to cannot be reached. */
export function answerOutside(answer: (request: Outgoing) => Response | Promise<Response> | undefined): Outgoing[] {
	const asked: Outgoing[] = [];
	intercept(async (request) => {
		if (isDatabase(request)) return undefined;
		const { method, headers, signal } = request;
		const outgoing = { url: new URL(request.url), method, headers, signal, body: await request.text() };
		asked.push(outgoing);
		const given = await answer(outgoing);
		if (!given) throw new TypeError("nothing answers there");
		return given;
	});
	return asked;
}

/** Postgres cannot be reached until `end` is called. */
export function databaseOutage(): { end(): void } {
	let away = true;
	intercept(async (request) => {
		if (away && isDatabase(request)) throw new TypeError("connection refused");
		return undefined;
	});
	return {
		end() {
			away = false;
		},
	};
}

/** Postgres refuses every request in which such a statement is, until `end` is called. */
export function failStatements(statement: RegExp): { end(): void } {
	let broken = true;
	intercept(async (request) => {
		if (broken && isDatabase(request) && statement.test((await request.text()).replaceAll("\\", "")))
			throw new TypeError("connection reset");
		return undefined;
	});
	return {
		end() {
			broken = false;
		},
	};
}

/** Bodies of the requests that go to Postgres from now on. */
export function databaseRequests(): string[] {
	const bodies: string[] = [];
	intercept(async (request) => {
		if (isDatabase(request)) bodies.push(await request.text());
		return undefined;
	});
	return bodies;
}

function isDatabase(request: Request): boolean {
	return new URL(request.url).host === new URL(env.DATABASE_URL).host;
}

/** Beside what is intercepted already: spying on a spy gives the same spy, whose implementation would call itself. */
function intercept(answer: (request: Request) => Promise<Response | undefined>): void {
	const spied = vi.isMockFunction(globalThis.fetch) ? vi.mocked(globalThis.fetch).getMockImplementation() : undefined;
	const next = spied ?? globalThis.fetch;
	vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
		const request = new Request(input, init);
		return (await answer(request.clone())) ?? next(request);
	});
}
