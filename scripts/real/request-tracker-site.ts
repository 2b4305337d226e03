// A Request Tracker of our own: SQLite in the stage's folder, its own server on loopback, no mail sent.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../ports.ts";
import { hasMailer, isInstalled, needPackages } from "./debian.ts";
import type { Stage } from "./stage.ts";

/** As in RT's own documents; the account is made by its set-up. */
const ROOT = { user: "root", password: "password" };
/** Below a path, because many are, and links and calls must respect it. */
export const WEB_PATH = "/rt";

export interface Person {
	name: string;
	password: string;
	rights: readonly string[];
}

export interface RequestTrackerSite {
	origin: string;
	/** A call to REST 2.0 as root; `path` is below `/REST/2.0`. Rejects unless it is answered with 2xx and JSON. */
	rest(method: "GET" | "POST" | "PUT", path: string, body?: object): Promise<unknown>;
	/** Signs in to RT's pages as that person, who makes an auth token there. */
	tokenOf(person: Person): Promise<string>;
}

export function installRequestTracker(report: (line: string) => void): void {
	if (isInstalled("request-tracker5") && isInstalled("rt5-standalone") && isInstalled("rt5-db-sqlite")) return;
	needPackages(
		[
			...["request-tracker5", "rt5-standalone", "rt5-db-sqlite"],
			// Neither a database nor a mail server of the machine's is to be set up for it.
			...(isInstalled("dbconfig-common") ? [] : ["dbconfig-no-thanks"]),
			...(hasMailer() ? [] : ["msmtp-mta"]),
		],
		report,
	);
}

/** People are made from RT's own form of initial data: its REST interface can grant no rights. */
export async function startRequestTracker(stage: Stage, people: readonly Person[]): Promise<RequestTrackerSite> {
	const port = await freePort(0);
	const origin = `http://127.0.0.1:${port}`;
	const env = await configure(stage.folder, port);
	const database = (...args: string[]) => stage.run({ command: "rt-setup-database-5", args, env });
	await database("--action", "init", "--skip-create", "--dba-password", "");
	const initialData = join(stage.folder, "people.pl");
	await writeFile(initialData, peopleIn(people));
	await database("--action", "insert", "--datafile", initialData, "--dba-password", "");
	const rest: RequestTrackerSite["rest"] = (method, path, body) => restCall(origin, method, path, body);
	await stage.serve(
		{
			command: "/usr/share/request-tracker5/libexec/rt-server",
			args: ["--server", "Standalone", "--host", "127.0.0.1", "--port", String(port), "--webpath", WEB_PATH],
			env,
		},
		() => rest("GET", "/rt").then(() => true),
	);
	return { origin, rest, tokenOf: (person) => tokenOf(origin, person, rest) };
}

async function configure(folder: string, port: number): Promise<Record<string, string>> {
	const config = join(folder, "RT_SiteConfig.pm");
	const snippets = join(folder, "RT_SiteConfig.d");
	await mkdir(snippets);
	const settings: Record<string, string | number> = {
		rtname: "real.example",
		Organization: "real.example",
		WebDomain: "127.0.0.1",
		WebPort: port,
		WebPath: WEB_PATH,
		DatabaseType: "SQLite",
		DatabaseName: join(folder, "rt5.sqlite"),
		MailCommand: "testfile",
		LogToSyslog: "",
		LogToSTDERR: "error",
		Timezone: "UTC",
	};
	const lines = Object.entries(settings).map(([name, value]) => `Set($${name}, ${JSON.stringify(value)});`);
	await writeFile(config, [...lines, "1;", ""].join("\n"));
	return { RT_SITE_CONFIG: config, RT_SITE_CONFIG_DIR: snippets, TMPDIR: folder };
}

/** https://docs.bestpractical.com/rt/5.0.3/initialdata.html */
function peopleIn(people: readonly Person[]): string {
	const users = people.map(({ name, password }) => `{ Name => '${name}', Password => '${password}', Privileged => 1 }`);
	const rights = people.flatMap(({ name, rights }) =>
		rights.map((right) => `{ UserId => '${name}', Right => '${right}' }`),
	);
	return `@Users = (${users.join(", ")});\n@ACL = (${rights.join(", ")});\n`;
}

async function restCall(origin: string, method: string, path: string, body?: object): Promise<unknown> {
	const answer = await fetch(`${origin}${WEB_PATH}/REST/2.0${path}`, {
		method,
		headers: {
			authorization: `Basic ${btoa(`${ROOT.user}:${ROOT.password}`)}`,
			...(body && { "content-type": "application/json" }),
		},
		...(body && { body: JSON.stringify(body) }),
	});
	if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
	return answer.json();
}

async function tokenOf(origin: string, { name, password }: Person, rest: RequestTrackerSite["rest"]): Promise<string> {
	const site = `${origin}${WEB_PATH}`;
	const entered = await submit(`${site}/NoAuth/Login.html`, { user: name, pass: password });
	const cookie = entered.headers
		.getSetCookie()
		.map((one) => one.split(";", 1)[0])
		.join("; ");
	const { id } = idOf(await rest("GET", `/user/${name}`));
	const form = { Owner: String(id), Description: "Heddle", Password: password, Create: "1" };
	const made = await submit(`${site}/Prefs/AuthTokens.html`, form, cookie);
	// RT redirects to the page that shows the token, once.
	const shown = await fetch(new URL(made.headers.get("location") ?? "", site), { headers: { cookie } });
	const token = /\d+-\d+-[0-9a-f]{32}/.exec(await shown.text())?.[0];
	if (!token) throw new Error(`RT gave ${name} no auth token`);
	return token;
}

function submit(url: string, form: Record<string, string>, cookie = ""): Promise<Response> {
	return fetch(url, {
		method: "POST",
		// RT believes only forms that come from its own pages.
		headers: { referer: url, cookie },
		body: new URLSearchParams(form),
		redirect: "manual",
	});
}

function idOf(record: unknown): { id: number } {
	if (typeof record === "object" && record !== null && "id" in record && typeof record.id === "number")
		return { id: record.id };
	throw new Error("RT gave a record without an id");
}
