// The stage: a whole Heddle in the torture build, with a wire that can be cut on either side of the Worker.

import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { ConversationId, WorkspaceId } from "../../src/protocol/ids.ts";
import { deriveConfig } from "../derived-config.ts";
import { type Heddle, startHeddle } from "../heddle.ts";
import { freePort } from "../ports.ts";
import { roleUrl } from "../roles.ts";
import { perSystem } from "../sandbox/tenants.ts";
import {
	CALM,
	EVICTION_PATH,
	type Eviction,
	NOTHING_DONE,
	SETTINGS_PATH,
	type ShimDeeds,
	type ShimSettings,
	shimDeeds,
	shimVars,
} from "./shims.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import { pause } from "./wait.ts";
import { listeningPort, workerPid } from "./worker-pid.ts";

const KEEPER = join(import.meta.dirname, "workerd-keeper.ts");
/** Half a minute of waiting for a confirmation becomes 1.5 s, five seconds of gathering a quarter of one. */
export const CLOCK_SPEED = 20;
/** The runtime starts within seconds; a restart that takes longer than this will not come. */
const ANSWER_WITHIN_MS = 30_000;
/** A restart takes about a second: what is waited too long of it here adds up over thousands of kills. */
const ASK_AGAIN_AFTER_MS = 50;

export interface Stage {
	/** HEDDLE_SECRET: tokens are signed with it. */
	secret: string;
	/** Where sockets go: through the wire that can be cut. */
	origin: string;
	/** The Worker itself. */
	workerOrigin: string;
	/**
	 * The process that runs the Worker, past the one that passes requests on: there, each socket costs two files. Until the
	 * next kill; the Worker's own origin where the system does not say more.
	 */
	innerOrigin(): string;
	wire: TcpProxy;
	/** Between the Worker and Postgres. */
	databaseWire: TcpProxy;
	/** Connection string of the owner, past the wire. */
	ownerUrl: string;
	/** The platform's clock now, as the build has it without a shift. */
	now(): number;
	set(settings: Partial<ShimSettings>): Promise<void>;
	/** What the shims did until `set` was last called; a killed runtime forgets. */
	readonly done: ShimDeeds;
	evict(eviction: { workspaceId: WorkspaceId; conversations: ConversationId[]; how: Eviction["how"] }): Promise<void>;
	/**
	 * SIGKILL, and a new start on the same state and address. `worker`: to the process that runs the Worker and all
	 * objects, whose keeper starts it anew; `everything`: to the keeper and all that it started.
	 */
	kill(what: "worker" | "everything"): Promise<void>;
	stop(): Promise<void>;
}

export interface StageOptions {
	/** 1 where signatures with a window of time have to fit. */
	clockSpeed?: number;
	/** Where the program plays the queue of events. */
	queueOrigin?: string;
	/** Business systems that connections may reach. */
	loopback?: string[];
}

export async function raiseStage(options: StageOptions = {}): Promise<Stage> {
	const { clockSpeed = CLOCK_SPEED, queueOrigin, loopback = [] } = options;
	await using parts = new AsyncDisposableStack();
	const folder = await mkdtemp(join(tmpdir(), "heddle-torture-"));
	parts.defer(() => rm(folder, { recursive: true, force: true }));
	if (canKeepWorkerd()) process.env.MINIFLARE_WORKERD_PATH = await keeperIn(folder);
	const secret = randomBytes(32).toString("base64");
	const neon = await freePort(0);
	const databaseWire = await TcpProxy.to(neon);
	parts.defer(() => databaseWire.close());
	const began = Date.now();
	const behindWire = `postgres://postgres:local@127.0.0.1:${databaseWire.port}/heddle`;
	const heddle = await startHeddle({
		folder,
		secret,
		ports: { ...perSystem(() => 0), worker: await freePort(0), sandbox: 0, neon },
		demo: false,
		loopback,
		traces: false,
		// The flag is for objects that leave memory while their sockets stay (worker/control.ts).
		configPath: await deriveConfig(folder, { main: "scripts/torture/worker/worker.ts", flags: ["unsafe_module"] }),
		vars: {
			...varsOf({
				TORTURE_CLOCK_SPEED: String(clockSpeed),
				TORTURE_CLOCK_BEGAN: String(began),
				...(queueOrigin && { TORTURE_QUEUE_ORIGIN: queueOrigin }),
			}),
			DATABASE_URL: roleUrl(behindWire, "heddle_app", secret),
		},
		output: join(folder, "runtime.log"),
		onExit: (why) => console.error(`the runtime's keeper ended by itself: ${why}`),
	});
	parts.defer(() => heddle.stop());
	const wire = await TcpProxy.to(Number(new URL(heddle.workerOrigin).port));
	parts.defer(() => wire.close());
	const running = parts.move();
	return stageOf({ heddle, wire, databaseWire, began, clockSpeed, stop: () => running.disposeAsync() });
}

/** Without util-linux's setpriv, miniflare starts a killed workerd again: slower, and all the same. */
function canKeepWorkerd(): boolean {
	return spawnSync("setpriv", ["--pdeathsig", "KILL", "true"]).status === 0;
}

/** A program to start in workerd's place: by this Node, whichever is in the PATH. */
async function keeperIn(folder: string): Promise<string> {
	const path = join(folder, "workerd");
	await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${KEEPER}' "$@"\n`, { mode: 0o755 });
	return path;
}

interface Standing {
	heddle: Heddle;
	wire: TcpProxy;
	databaseWire: TcpProxy;
	began: number;
	clockSpeed: number;
	stop(): Promise<void>;
}

function stageOf({ heddle, wire, databaseWire, began, clockSpeed, stop }: Standing): Stage {
	let settings = CALM;
	let done = NOTHING_DONE;
	const port = Number(new URL(heddle.workerOrigin).port);
	const tell = (path: string, body: unknown) => post(`${heddle.workerOrigin}${path}`, body);
	const tellSettings = async () => {
		const more = shimDeeds.parse(await (await tell(SETTINGS_PATH, settings)).json());
		done = {
			lost: done.lost + more.lost,
			doubled: done.doubled + more.doubled,
			late: done.late + more.late,
			alarms: done.alarms + more.alarms,
			broken: done.broken + more.broken,
		};
	};
	return {
		secret: heddle.secret,
		origin: `http://127.0.0.1:${wire.port}`,
		workerOrigin: heddle.workerOrigin,
		innerOrigin() {
			const pid = workerPid(heddle.pids(), port);
			return `http://127.0.0.1:${(pid && listeningPort(pid)) ?? port}`;
		},
		wire,
		databaseWire,
		ownerUrl: heddle.database.ownerUrl,
		now: () => began + (Date.now() - began) * clockSpeed,
		async set(changes) {
			settings = { ...settings, ...changes };
			await tellSettings();
		},
		get done() {
			return done;
		},
		async evict(eviction) {
			await tell(EVICTION_PATH, eviction);
		},
		async kill(what) {
			const pid = what === "worker" ? workerPid(heddle.pids(), port) : undefined;
			if (pid !== undefined) process.kill(pid, "SIGKILL");
			else {
				await heddle.kill9();
				await heddle.restart();
			}
			await tellSettings();
		},
		stop,
	};
}

/** A runtime that is being killed at this moment is asked again when it is back. */
async function post(url: string, body: unknown): Promise<Response> {
	const deadline = performance.now() + ANSWER_WITHIN_MS;
	for (;;) {
		const answer = await fetch(url, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
			signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
		}).catch((error: unknown) => {
			if (performance.now() > deadline) throw error;
		});
		if (answer?.ok) return answer;
		if (answer && performance.now() > deadline) throw new Error(`${url} answered ${answer.status}`);
		await pause(ASK_AGAIN_AFTER_MS);
	}
}

/** Bindings are text; the schema that reads them also says here what they must be. */
function varsOf(vars: Record<string, string>): Record<string, string> {
	shimVars.parse(vars);
	return vars;
}
