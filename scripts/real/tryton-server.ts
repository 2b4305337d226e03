// A Tryton of our own: SQLite in the stage's folder, its own server on loopback, one database with a company in it.
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { freePort } from "../ports.ts";
import type { Stage } from "./stage.ts";

export const DATABASE = "heddle";
export const ADMIN = { login: "admin", password: "Warping-board-4711" };

export interface TrytonServer {
	origin: string;
	/** A call as the administrator: `rpc("model.party.party.create", [{…}], {})`. Rejects where Tryton answers an error. */
	rpc(method: string, ...params: unknown[]): Promise<unknown>;
}

export async function startTryton(stage: Stage): Promise<TrytonServer> {
	const port = await freePort(0);
	const origin = `http://127.0.0.1:${port}`;
	const config = join(stage.folder, "trytond.conf");
	const passwordFile = join(stage.folder, "password");
	await writeFile(
		config,
		`[web]\nlisten = 127.0.0.1:${port}\n[database]\nuri = sqlite://\npath = ${stage.folder}\n[email]\nuri = smtp://127.0.0.1:9\n`,
	);
	await writeFile(passwordFile, `${ADMIN.password}\n`, { mode: 0o600 });
	// Tryton wants the file to be there before it makes a database of it.
	await appendFile(join(stage.folder, `${DATABASE}.sqlite`), "");
	await stage.run({
		command: "trytond-admin",
		args: [
			...["-c", config, "-d", DATABASE, "-u", "sale", "--activate-dependencies"],
			...["--email", "admin@real.example"],
		],
		env: { TRYTONPASSFILE: passwordFile },
	});
	const rpc = (method: string, ...params: unknown[]) => call(origin, method, params);
	await stage.serve({ command: "trytond", args: ["-c", config] }, () =>
		rpc("model.res.user.get_preferences", true, {}).then(() => true),
	);
	return { origin, rpc };
}

async function call(origin: string, method: string, params: unknown[]): Promise<unknown> {
	const answer = await fetch(`${origin}/${DATABASE}/`, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			authorization: `Basic ${btoa(`${ADMIN.login}:${ADMIN.password}`)}`,
		},
		body: JSON.stringify({ id: 1, method, params }),
	});
	if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`);
	const said = z
		.object({ error: z.unknown(), result: z.unknown() })
		.partial()
		.parse(await answer.json());
	if (said.error !== undefined) throw new Error(`${method}: ${JSON.stringify(said.error)}`);
	return said.result;
}
