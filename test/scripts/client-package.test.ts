// The SDK as somebody else gets it: packed, installed, compiled against, and run against a whole Heddle.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildClientPackage } from "../../scripts/client-package.ts";
import type { Heddle } from "../../scripts/heddle.ts";
import { projectRoot } from "../../scripts/project.ts";
import { SCHEMAS } from "../../scripts/protocol-types.ts";
import { freshHeddle } from "../support/heddle.ts";
import { AnsweringAgent, until } from "../widget/answering-agent.ts";

const run = promisify(execFile);
let folder: string;
let consumer: string;
let packed: string[];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "heddle-package-"));
	const made = join(folder, "package");
	await buildClientPackage(made);
	const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: made });
	const [{ filename, files }] = JSON.parse(stdout);
	packed = files.map(({ path }: { path: string }) => path);
	consumer = join(folder, "consumer");
	await mkdir(consumer);
	await writeFile(join(consumer, "package.json"), JSON.stringify({ type: "module", private: true }));
	await run("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, filename)], { cwd: consumer });
	await cp(join(projectRoot, "examples/echo-visitor/echo-visitor.ts"), join(consumer, "echo-visitor.ts"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the package", () => {
	it("holds JavaScript, types and documents, and needs nothing else", async () => {
		const documents = ["README.md", "PROTOCOL.md", "LICENSE", "protocol.d.ts", "package.json"];
		expect(packed).toEqual(expect.arrayContaining(documents));
		expect(packed.filter((path) => !/\.(js|d\.ts|md|json)$/.test(path))).toEqual(["LICENSE"]);
		expect(await readdir(join(consumer, "node_modules"))).toEqual([".package-lock.json", "heddle-client"]);
		for (const path of packed.filter((one) => /\.(js|d\.ts)$/.test(one))) {
			const text = await readFile(join(consumer, "node_modules/heddle-client", path), "utf8");
			const foreign = [...text.matchAll(/\bfrom "([^"]+)"/g)].map(([, from = ""]) => from);
			expect(
				foreign.filter((from) => !/^\.\.?\/[\w./-]+\.js$/.test(from)),
				path,
			).toEqual([]);
		}
	});

	it("compiles in a strict project, the example and every type of the protocol", async () => {
		await writeFile(join(consumer, "types.ts"), typesAlike());
		const options = {
			...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
			...{ module: "nodenext", target: "es2024", lib: ["es2024", "dom"], types: ["node"] },
			...{ allowImportingTsExtensions: true, typeRoots: [join(projectRoot, "node_modules/@types")] },
		};
		const config = { compilerOptions: options, files: ["echo-visitor.ts", "types.ts"] };
		await writeFile(join(consumer, "tsconfig.json"), JSON.stringify(config));
		expect(await compile(consumer)).toBe("");
		const wrong = (await readFile(join(consumer, "types.ts"), "utf8")).replace(
			"Same<Source.Entry, Shipped.Entry>",
			"Same<Source.Entry, Shipped.PublicEntry>",
		);
		await writeFile(join(consumer, "types.ts"), wrong);
		expect(await compile(consumer)).toContain("types.ts");
	});
});

describe("the example", () => {
	let heddle: Heddle;
	let agent: AnsweringAgent;
	beforeAll(async () => {
		heddle = await freshHeddle();
		agent = await AnsweringAgent.signIn(heddle);
	});
	afterAll(async () => {
		agent?.leave();
		await heddle?.stop();
	});

	it("says hello, repeats what it hears, and ends when the conversation is resolved", async () => {
		const example = execFile(process.execPath, ["echo-visitor.ts", heddle.workerOrigin, agent.inboxId], {
			cwd: consumer,
		});
		const ended = once(example, "exit");
		const lines: string[] = [];
		if (example.stdout === null) throw new Error("its output is read");
		createInterface(example.stdout).on("line", (line) => lines.push(line));
		const talk = await agent.answer("Hello, I am an echo.");
		talk.send("Is anybody there?");
		await until(talk, () => talk.view.entries.length === 3 || undefined);
		expect(await talk.setStatus("resolved")).toEqual({ ok: true });
		expect(await ended).toEqual([0, null]);
		const name = talk.view.entries[1]?.author.name;
		expect(lines).toEqual([
			"visitor: Hello, I am an echo.",
			`${name}: Is anybody there?`,
			"visitor: You said: Is anybody there?",
		]);
	});
});

/** What the compiler complains about, "" for nothing. */
async function compile(cwd: string): Promise<string> {
	const tsc = join(projectRoot, "node_modules/.bin/tsc");
	return run(tsc, ["-p", "tsconfig.json"], { cwd }).then(
		() => "",
		({ stdout }) => String(stdout),
	);
}

/** A program that compiles only if each type as it is shipped is the schema's own, ids aside, which are plain strings. */
function typesAlike(): string {
	const from = (file: string) => JSON.stringify(join(projectRoot, "src/protocol", `${file}.ts`));
	const checks = Object.keys(SCHEMAS).map((name) => `const _${name}: Same<Source.${name}, Shipped.${name}> = true;`);
	return [
		`import type * as Shipped from "heddle-client/protocol";`,
		`declare namespace Source {`,
		...Object.keys(SCHEMAS).map((name) => `	export type ${name} = import(${from(homeOf(name))}).${name};`),
		"}",
		"type Plain<T> = T extends string ? ({} extends Record<T, 1> ? string : T) : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;",
		"type Same<A, B> = [Plain<A>, Plain<B>] extends [Plain<B>, Plain<A>] ? true : [Plain<A>, Plain<B>];",
		...checks,
		"export {};",
	].join("\n");
}

/** Where a type of the protocol is declared. */
function homeOf(name: string): string {
	const homes = {
		Card: "card",
		TeamId: "ids",
		UserId: "ids",
		DeskRow: "desk-frames",
		Alert: "desk-frames",
		DeskFrame: "desk-frames",
	};
	if (/^(Author|PublicEntry|Entry|ConversationStatus|Priority)$/.test(name)) return "entry";
	return new Map(Object.entries(homes)).get(name) ?? "conversation-frames";
}
