// `npm run openapi`: writes docs/openapi.json from the routes themselves. A test compares the two.
import { writeFile } from "node:fs/promises";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { projectRoot } from "./project.ts";

/** The routes are only listed, never called: of the Workers runtime they need no more than what they name at import. */
const RUNTIME =
	"export class DurableObject {}\nexport const tracing = undefined;\nexport const env = {};\nexport const waitUntil = undefined;";

registerHooks({
	resolve(specifier, context, next) {
		if (specifier !== "cloudflare:workers") return next(specifier, context);
		return { url: `data:text/javascript,${encodeURIComponent(RUNTIME)}`, shortCircuit: true };
	},
});

// By address, since the types of the Worker's runtime are not those of scripts.
const app: { makeApp(ports: object): { request(path: string): Promise<Response> } } = await import(
	new URL("../src/app.ts", import.meta.url).href
);
const answer = await app.makeApp({}).request("/v1/openapi.json");
if (!answer.ok) throw new Error(`the router does not describe itself: ${answer.status}`);
await writeFile(join(projectRoot, "docs/openapi.json"), `${JSON.stringify(await answer.json(), null, "\t")}\n`);
