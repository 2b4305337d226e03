// A whole Heddle on this machine: database, sandbox, Worker, demo data. For `npm start`, tests and benches.
import { join } from "node:path";
import { buildScreens } from "./build.ts";
import { type Database, openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";
import { freePort } from "./ports.ts";
import { projectRoot } from "./project.ts";
import { roleUrl } from "./roles.ts";
import { noteRunning } from "./running.ts";
import { FIRST_SYSTEM_PORT, type Sandbox, startSandbox } from "./sandbox/sandbox.ts";
import { shopifyApp } from "./sandbox/systems/shopify-oauth.ts";
import { perSystem, type SystemKey, systemKeys } from "./sandbox/tenants.ts";
import { type Seeded, seed } from "./seed.ts";
import { openState } from "./state.ts";
import { startRuntime } from "./worker-runtime.ts";

/** The ports that the README names; each falls back to the next free one. */
const PORTS = { worker: 8787, sandbox: 8788, neon: 8790, ...systemPorts() };
type Part = "worker" | "sandbox" | "neon" | SystemKey;
export type Ports = Record<Part, number>;
/** In the order in which they are given out. */
const PARTS: readonly Part[] = ["worker", "sandbox", "neon", ...systemKeys];

export interface HeddleOptions {
	/** State folder; default `.heddle` in the checkout. */
	folder?: string;
	/** Owner's connection string of a PostgreSQL or Neon to use in PGlite's place. */
	databaseUrl?: string | undefined;
	/** HEDDLE_SECRET; default the one that the state folder keeps. */
	secret?: string | undefined;
	/** HEDDLE_SECRET_PREVIOUS, while the secret is replaced. */
	previousSecret?: string | undefined;
	/** 0 takes any free port. */
	ports?: Partial<Ports> | 0;
	/** Origins on this machine that connections may reach besides the sandbox's. */
	loopback?: string[];
	/** false leaves the database without demo data. */
	demo?: boolean;
	/** Another configuration than the project's wrangler.toml: see derived-config.ts. */
	configPath?: string;
	/** Vars on top of wrangler.toml's. */
	vars?: Record<string, string>;
	/** false turns wrangler's local trace store off, which costs a factor of 2 to 5 under load. */
	traces?: boolean;
	/** File for what the Worker's runtime prints; default the terminal. */
	output?: string;
	log?: (line: string) => void;
	/** Told when the Worker's runtime ends although nobody asked for it. */
	onExit?: (why: string) => void;
}

export interface Heddle {
	/** `http://127.0.0.1:<port>`; it stays the same over `kill9` and `restart`. */
	workerOrigin: string;
	sandbox: Sandbox;
	database: Database;
	/** HEDDLE_SECRET of this state. */
	secret: string;
	/** What the demo data is, sign-ins among them; undefined without `demo`. */
	seeded: Seeded | undefined;
	/** Pids of the Worker's runtime. */
	pids(): number[];
	/** SIGKILL to workerd and its keepers. Database and sandbox go on. */
	kill9(): Promise<void>;
	/** Starts the Worker again on the same state and address, after `kill9`. */
	restart(): Promise<void>;
	/** Ends everything; the state folder stays. */
	stop(): Promise<void>;
}

/** @throws `StateLocked`, or whatever part did not start; all that had started is stopped again */
export async function startHeddle(options: HeddleOptions = {}): Promise<Heddle> {
	await using parts = new AsyncDisposableStack();
	const { log = () => undefined } = options;
	const state = await openState(options.folder, options.secret);
	parts.defer(() => state.lock.release());
	const ports = await choosePorts(options.ports, log);
	const workerOrigin = `http://127.0.0.1:${ports.worker}`;

	const database = await openDatabase({ databaseUrl: options.databaseUrl, folder: state.folder, port: ports.neon });
	parts.defer(() => database.close());
	log(`database: ${database.description}`);
	await migrate({ ownerUrl: database.ownerUrl, secret: state.secret, log });
	if (await buildScreens()) log("built the screens");

	const { worker: _, neon: __, sandbox: sandboxPort, ...onPorts } = ports;
	const dataDir = join(state.folder, "sandbox");
	const sandbox = await startSandbox({ port: sandboxPort, systemPorts: onPorts, dataDir, heddleOrigin: workerOrigin });
	parts.defer(() => sandbox.stop());
	log("the sandbox's shops and systems answer");

	const loopback = [
		sandbox.origin,
		...Object.values(sandbox.systems),
		...(database.origin ? [database.origin] : []),
		...(options.loopback ?? []),
	];
	const runtime = await startRuntime(
		{
			port: ports.worker,
			persist: join(state.folder, "worker"),
			configPath: options.configPath ?? join(projectRoot, "wrangler.toml"),
			traces: options.traces ?? true,
			...(options.output && { output: options.output }),
			bindings: {
				ENVIRONMENT: "local",
				LOOPBACK_ORIGINS: loopback.join(","),
				DATABASE_URL: roleUrl(database.ownerUrl, "heddle_app", state.secret),
				AUTH_DATABASE_URL: roleUrl(database.ownerUrl, "heddle_auth", state.secret),
				HEDDLE_SECRET: state.secret,
				...(options.previousSecret && { HEDDLE_SECRET_PREVIOUS: options.previousSecret }),
				SHOPIFY_CLIENT_ID: shopifyApp.clientId,
				SHOPIFY_CLIENT_SECRET: shopifyApp.clientSecret,
				SHOPIFY_ORIGIN: sandbox.systems.shopify,
				...options.vars,
			},
		},
		{
			onPids: (pids) => state.lock.noteChildren(pids),
			...(options.onExit ? { onExit: options.onExit } : {}),
		},
	);
	parts.defer(() => runtime.stop());
	log("the Worker answers");
	parts.defer(
		await noteRunning(state.folder, { origin: workerOrigin, databaseUrl: database.ownerUrl, secret: state.secret }),
	);

	const seeded =
		(options.demo ?? true)
			? await seed({ workerOrigin, sandbox, databaseUrl: database.ownerUrl, keptIn: join(state.folder, "demo.json") })
			: undefined;
	if (seeded) log("the demo data is there");

	const running = parts.move();
	return {
		workerOrigin,
		sandbox,
		database,
		secret: state.secret,
		seeded,
		pids: () => runtime.pids(),
		kill9: () => runtime.kill9(),
		restart: () => runtime.restart(),
		stop: () => running.disposeAsync(),
	};
}

function systemPorts(): Record<SystemKey, number> {
	return perSystem((key) => FIRST_SYSTEM_PORT + systemKeys.indexOf(key));
}

async function choosePorts(asked: HeddleOptions["ports"], log: (line: string) => void): Promise<Ports> {
	const chosen = { ...PORTS };
	const taken = new Set<number>();
	for (const part of PARTS) {
		const wanted = asked === 0 ? 0 : (asked?.[part] ?? PORTS[part]);
		const port = await freePort(wanted, taken);
		taken.add(port);
		chosen[part] = port;
		if (wanted !== 0 && port !== wanted) log(`port ${wanted} is in use, so ${part} is on ${port}`);
	}
	return chosen;
}
