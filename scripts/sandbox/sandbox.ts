// The sandbox: two businesses, the systems they run on, their shops, and the switches to play with.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Hono } from "hono";
import { fullName } from "./business.ts";
import { openCallLog } from "./calls.ts";
import { control } from "./control.ts";
import { controlPage } from "./control-page.ts";
import { demandOwnName } from "./own-page.ts";
import { type Listening, listen } from "./server.ts";
import { shop } from "./shop.ts";
import { openMemory } from "./state.ts";
import { systemsOf } from "./systems/registry.ts";
import { handlerOf, type World } from "./systems/system.ts";
import { perSystem, type SystemKey, systemKeys, type Tenant, type TenantKey, tenants } from "./tenants.ts";
import type { Sent } from "./webhooks/dispatch.ts";

export type SandboxOptions = {
	/** Shops, control page and control API. Taken ports: the next free one. 0: any, also for the systems. */
	port?: number;
	systemPorts?: Partial<Record<SystemKey, number>>;
	/** Folder for `sandbox.json`; made when missing. */
	dataDir: string;
	/** Where the shops load the widget from. */
	heddleOrigin: string;
	now?: () => Date;
	/** Waits, less when the signal says that nobody waits any more. */
	wait?: (ms: number, signal: AbortSignal) => Promise<void>;
};

export type SandboxTenant = Pick<Tenant, "name" | "shopDomain" | "currency" | "credentials"> & {
	shopUrl: string;
	customers: { id: string; name: string; email: string }[];
};

export type Sandbox = {
	origin: string;
	systems: Record<SystemKey, string>;
	tenants: Record<TenantKey, SandboxTenant>;
	stop(): Promise<void>;
};

const PORT = 8788;
/** The first system's; each of the others has the next. */
export const FIRST_SYSTEM_PORT = 8801;

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
	const { port = PORT, systemPorts = {}, dataDir } = options;
	const now = options.now ?? (() => new Date());
	const wait = options.wait ?? ((ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined));
	const memory = openMemory(dataDir, now);
	const calls = openCallLog();
	const world: World = { memory, calls, now, wait };
	const stopping = new AbortController();
	const log: Sent[] = [];
	const listening: Listening[] = [];
	const open = async (handler: Parameters<typeof listen>[0], wanted: number): Promise<string> => {
		const server = await listen(handler, wanted);
		listening.push(server);
		return server.origin;
	};
	const stop = async (): Promise<void> => {
		stopping.abort();
		await Promise.all(listening.map((server) => server.close()));
	};

	try {
		const made = systemsOf(world);
		const systems = perSystem(() => "");
		for (const [index, key] of systemKeys.entries())
			systems[key] = await open(
				handlerOf(made[key], world),
				systemPorts[key] ?? (port === 0 ? 0 : FIRST_SYSTEM_PORT + index),
			);
		let origin = "";
		const app = new Hono();
		const stage = { memory, post: { now, wait, stopping: stopping.signal, log } };
		app.use(demandOwnName);
		app.route("/control", control({ ...stage, calls, origin: () => origin, systems: () => systems }));
		app.route("/", shop({ ...stage, heddleOrigin: options.heddleOrigin }));
		app.route("/sandbox", controlPage());
		origin = await open(app.fetch, port);
		const view = (key: TenantKey): SandboxTenant => {
			const { name, shopDomain, currency, credentials, shopPath } = tenants[key];
			const customers = memory.state[key].business.customers.map((customer) => ({
				id: String(customer.id),
				name: fullName(customer),
				email: customer.email,
			}));
			return { name, shopDomain, currency, credentials, shopUrl: `${origin}${shopPath}`, customers };
		};
		return { origin, systems, tenants: { loom: view("loom"), nordlicht: view("nordlicht") }, stop };
	} catch (fault) {
		await stop();
		throw fault;
	}
}

if (import.meta.main) {
	const { values } = parseArgs({
		options: {
			port: { type: "string", default: String(PORT) },
			"data-dir": { type: "string", default: ".heddle/sandbox" },
			"heddle-origin": { type: "string", default: "http://127.0.0.1:8787" },
		},
	});
	const sandbox = await startSandbox({
		port: Number(values.port),
		dataDir: values["data-dir"],
		heddleOrigin: values["heddle-origin"],
	});
	console.log(`Sandbox: ${sandbox.origin}/sandbox`);
	for (const tenant of Object.values(sandbox.tenants)) console.log(`${tenant.name}: ${tenant.shopUrl}`);
	for (const [system, origin] of Object.entries(sandbox.systems)) console.log(`${system}: ${origin}`);
	for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void sandbox.stop());
}
