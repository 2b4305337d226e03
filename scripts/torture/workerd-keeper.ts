// Stands in workerd's place (MINIFLARE_WORKERD_PATH) and keeps it: one that is killed is started again at once, with the
// same configuration on the same ports. Miniflare does that too, and takes half a second of work for it each time, which
// a thousand kills would wait for.
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { createInterface } from "node:readline";
import { buffer } from "node:stream/consumers";
import { z } from "zod";

/** The descriptor on which workerd says where it listens: `--control-fd=3`. */
const CONTROL = 3;
const listening = z.object({ event: z.literal("listen"), socket: z.string(), port: z.int() });

const [command = "", ...args] = process.argv.slice(2);
const workerd = z.string().parse(createRequire(createRequire(import.meta.url).resolve("wrangler"))("workerd").default);
const ports = new Map<string, number>();
const isServing = command === "serve";
const configuration = isServing ? await buffer(process.stdin) : undefined;
const control = isServing ? createWriteStream("", { fd: CONTROL }) : undefined;
start();

/** Its end is asked for by ending this process: SIGKILL reaches it too (prctl(2), PR_SET_PDEATHSIG). */
function start(): void {
	const words = ["--pdeathsig", "KILL", workerd, command, ...args.map(withKnownPort)];
	const child = spawn("setpriv", words, { stdio: ["pipe", "inherit", "inherit", "pipe"] });
	child.stdin?.on("error", () => undefined);
	child.stdin?.end(configuration);
	passOn(child);
	child.once("exit", (code, signal) => (isServing && signal === "SIGKILL" ? start() : process.exit(code ?? 1)));
}

/** Miniflare hears of a port once; later starts take the same. */
function passOn(child: ChildProcess): void {
	const pipe = child.stdio[CONTROL];
	if (!pipe || !("read" in pipe)) return;
	createInterface({ input: pipe }).on("line", (line) => {
		const heard = listening.safeParse(JSON.parse(line));
		if (heard.success && ports.has(heard.data.socket)) return;
		if (heard.success) ports.set(heard.data.socket, heard.data.port);
		control?.write(`${line}\n`);
	});
}

/** `--socket-addr=entry=127.0.0.1:0` asks for any free port. */
function withKnownPort(word: string): string {
	const socket = word.match(/^--socket-addr=([^=]+)=.*:0$/)?.[1];
	const port = socket === undefined ? undefined : ports.get(socket);
	return port === undefined ? word : word.replace(/:0$/, `:${port}`);
}
