// The program's hand on the running build: settings of the shims, and evictions.
import { problemResponse } from "../../../src/platform/http-error.ts";
import { EVICTION_PATH, type Eviction, eviction, SETTINGS_PATH, shimSettings } from "../shims.ts";
import { setShims } from "./state.ts";

/** workerd's module for tests. Named at run time: the bundler knows nothing of it. */
const UNSAFE_MODULE = "workerd:unsafe";
const unsafe: { default: Unsafe } = await import(UNSAFE_MODULE);
interface Unsafe {
	/** As the platform does for want of memory: the object goes, its hibernating sockets stay. */
	evict(stub: DurableObjectStub, how: { webSockets: "hibernate" }): Promise<void>;
}

/** What an object of the torture build lets be done to it. */
export interface Mortal extends Rpc.DurableObjectBranded {
	abort(): Promise<void>;
}

/** Undefined for what is not the program's business. */
export async function control(
	request: Request,
	conversations: DurableObjectNamespace<Mortal>,
): Promise<Response | undefined> {
	const { pathname } = new URL(request.url);
	if (!pathname.startsWith("/v1/torture/")) return undefined;
	if (pathname === SETTINGS_PATH) return Response.json(setShims(shimSettings.parse(await request.json())));
	if (pathname === EVICTION_PATH) await evict(conversations, eviction.parse(await request.json()));
	else return problemResponse("not_found", "req_torture0000000000000");
	return new Response(null, { status: 204 });
}

async function evict(namespace: DurableObjectNamespace<Mortal>, { workspaceId, conversations, how }: Eviction) {
	await Promise.all(
		conversations.map(async (id) => {
			const stub = namespace.getByName(`${workspaceId}/${id}`);
			if (how === "hibernate") return unsafe.default.evict(stub, { webSockets: "hibernate" });
			// The call that kills the object dies with it.
			return stub.abort().catch(() => undefined);
		}),
	);
}
