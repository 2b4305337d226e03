// A person at Heddle's HTTP API: signs in as a browser would, and keeps the cookie.

export class ApiError extends Error {
	readonly status: number;
	constructor(call: string, status: number, body: string) {
		super(`${call} answered ${status}: ${body.slice(0, 400)}`);
		this.status = status;
	}
}

export class AgentSession {
	readonly #origin: string;
	readonly #cookies = new Map<string, string>();

	constructor(workerOrigin: string) {
		this.#origin = workerOrigin;
	}

	/** False where there is no such account yet. */
	async signIn(email: string, password: string): Promise<boolean> {
		try {
			await this.post("/v1/auth/sign-in/email", { email, password });
			return true;
		} catch (error) {
			if (error instanceof ApiError && error.status === 401) return false;
			throw error;
		}
	}

	async signUp(name: string, email: string, password: string): Promise<void> {
		await this.post("/v1/auth/sign-up/email", { name, email, password });
	}

	get(path: string): Promise<unknown> {
		return this.#call("GET", path);
	}

	post(path: string, body: unknown = {}): Promise<unknown> {
		return this.#call("POST", path, body);
	}

	patch(path: string, body: unknown): Promise<unknown> {
		return this.#call("PATCH", path, body);
	}

	async #call(method: string, path: string, body?: unknown): Promise<unknown> {
		const answer = await fetch(new URL(path, this.#origin), {
			method,
			headers: {
				origin: this.#origin,
				cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "),
				...(body !== undefined && { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }),
			},
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		for (const line of answer.headers.getSetCookie()) this.#keep(line);
		const text = await answer.text();
		if (!answer.ok) throw new ApiError(`${method} ${path}`, answer.status, text);
		return text === "" ? null : JSON.parse(text);
	}

	#keep(line: string): void {
		const [pair = ""] = line.split(";");
		const at = pair.indexOf("=");
		if (/max-age=0/i.test(line)) this.#cookies.delete(pair.slice(0, at));
		else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
	}
}
