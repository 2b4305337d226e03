// A person at the console: signs in as a browser would, keeps the cookie, sends an Idempotency-Key with what creates.
import type { z } from "zod";
import { me, ticket } from "../../../src/protocol/http.ts";
import { answerOf, type Call, call, ORIGIN } from "./call.ts";

const PASSWORD = "a password of tests";

export class Person {
	readonly email: string;
	readonly name: string;
	readonly #cookies = new Map<string, string>();

	constructor(name: string, email = `${name.toLowerCase()}.${crypto.randomUUID()}@people.example`) {
		this.name = name;
		this.email = email;
	}

	async signUp(): Promise<this> {
		const { name, email } = this;
		await expectOk(await this.ask("POST", "/v1/auth/sign-up/email", { body: { name, email, password: PASSWORD } }));
		return this;
	}

	/** Another device of the same person. */
	async signInAgain(): Promise<Person> {
		const again = new Person(this.name, this.email);
		await expectOk(
			await again.ask("POST", "/v1/auth/sign-in/email", { body: { email: this.email, password: PASSWORD } }),
		);
		return again;
	}

	async ask(method: string, path: string, { body, headers = {} }: Omit<Call, "method"> = {}): Promise<Response> {
		const answer = await call(path, {
			method,
			headers: {
				origin: ORIGIN,
				...(this.#cookies.size > 0 && { cookie: this.cookie }),
				...(method === "POST" && { "idempotency-key": crypto.randomUUID() }),
				...headers,
			},
			...(body !== undefined && { body }),
		});
		for (const line of answer.headers.getSetCookie()) this.#keep(line);
		return answer;
	}

	async get<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>> {
		return answerOf(schema, await this.ask("GET", path));
	}

	async post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.infer<S>> {
		return answerOf(schema, await this.ask("POST", path, { body }));
	}

	/** For better-auth's addresses, whose answers are its own. */
	async auth(path: string, body: object): Promise<unknown> {
		return (await expectOk(await this.ask("POST", `/v1/auth/${path}`, { body }))).json();
	}

	me() {
		return this.get("/v1/me", me);
	}

	async ticket(): Promise<string> {
		return (await this.post("/v1/tickets", {}, ticket)).ticket;
	}

	get cookie(): string {
		return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
	}

	#keep(line: string): void {
		const [pair = ""] = line.split(";");
		const at = pair.indexOf("=");
		if (/max-age=0/i.test(line)) this.#cookies.delete(pair.slice(0, at));
		else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
	}
}

async function expectOk(answer: Response): Promise<Response> {
	if (!answer.ok) throw new Error(`${answer.status}: ${(await answer.text()).slice(0, 500)}`);
	return answer;
}
