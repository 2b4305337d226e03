import { describe, expect, it } from "vitest";
import { roleUrl, rolePassword as scriptsPassword } from "../../scripts/roles.ts";
import { roleFetch } from "../../src/db/role-sign-in.ts";
import { newSecret, rolePassword, type Secrets } from "../../src/platform/keys.ts";

const [old, fresh] = [newSecret(), newSecret()];
const owner = "postgres://owner:pw@ep-cool-1.eu-central-1.aws.neon.tech/heddle?sslmode=require";
const ownOf = (secret: string) => roleUrl(owner, "heddle_app", secret);

/** A Postgres in which the role has one password at a time; `tried` are the passwords that were shown. */
function postgres(password: string, refusal: object = { code: "28P01", message: "password authentication failed" }) {
	const state = { password, tried: [] as string[], ran: 0 };
	const answer = async (_: string, init: RequestInit) => {
		const shown = new URL(new Headers(init.headers).get("neon-connection-string") ?? "").password;
		state.tried.push(shown);
		if (shown !== state.password) return Response.json(refusal, { status: 400 });
		state.ran += 1;
		return init.body === "broken" ? Response.json({ code: "23505" }, { status: 400 }) : Response.json({ rows: [] });
	};
	return { state, answer };
}

const ask = (fetch: ReturnType<typeof roleFetch>, secret: string, body = "select 1") =>
	fetch("https://ep-cool-1/sql", { method: "POST", body, headers: { "Neon-Connection-String": ownOf(secret) } });

describe("a role's sign-in", () => {
	const both: Secrets = { HEDDLE_SECRET: fresh, HEDDLE_SECRET_PREVIOUS: old };

	it("has the password that the deployment sets", async () => {
		for (const role of ["heddle_app", "heddle_auth"] as const)
			expect(await rolePassword(old, role)).toBe(scriptsPassword(old, role));
	});

	it("goes on when the password changes under a running version, and does not ask twice for long", async () => {
		const { state, answer } = postgres(scriptsPassword(old, "heddle_app"));
		const fetch = roleFetch(() => both, answer);
		expect((await ask(fetch, old)).status).toBe(200);
		state.password = scriptsPassword(fresh, "heddle_app");
		expect((await ask(fetch, old)).status).toBe(200);
		expect((await ask(fetch, old)).status).toBe(200);
		expect(state.tried).toHaveLength(4);
		state.password = scriptsPassword(old, "heddle_app");
		expect((await ask(fetch, old)).status).toBe(200);
		expect(state.ran).toBe(4);
	});

	it("is told from Neon's own refusal, which has no code", async () => {
		const neon = { message: "password authentication failed for user 'heddle_app'" };
		const { answer } = postgres(scriptsPassword(fresh, "heddle_app"), neon);
		expect(
			(
				await ask(
					roleFetch(() => both, answer),
					old,
				)
			).status,
		).toBe(200);
	});

	it("that no live secret opens is refused, and so is one where none is replaced", async () => {
		const { state, answer } = postgres("another");
		expect(
			(
				await ask(
					roleFetch(() => both, answer),
					old,
				)
			).status,
		).toBe(400);
		expect(state.tried).toHaveLength(2);
		expect(
			(
				await ask(
					roleFetch(() => ({ HEDDLE_SECRET: fresh }), answer),
					old,
				)
			).status,
		).toBe(400);
		expect(state.tried).toHaveLength(3);
	});

	it("that is good runs a statement once, also one that Postgres refuses", async () => {
		const { state, answer } = postgres(scriptsPassword(old, "heddle_app"));
		const answered = await ask(
			roleFetch(() => both, answer),
			old,
			"broken",
		);
		expect([answered.status, await answered.json(), state.ran]).toEqual([400, { code: "23505" }, 1]);
	});
});
