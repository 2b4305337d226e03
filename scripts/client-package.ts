// `npm run build:client`: the SDK as an npm package in dist/client: JavaScript, types, no dependencies.
import { execFile } from "node:child_process";
import { copyFile, cp, glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "./project.ts";
import { protocolTypes } from "./protocol-types.ts";

export const clientPackageFolder = join(projectRoot, "dist/client");
const run = promisify(execFile);

/** The files of the protocol that hold values which a client uses. Of the others it knows types, which are written out. */
const VALUES = ["limits"];

/** Makes `folder` anew. @throws when a source does not compile, or uses a type that `scripts/protocol-types.ts` does not write */
export async function buildClientPackage(folder = clientPackageFolder): Promise<void> {
	const made = await mkdtemp(join(tmpdir(), "heddle-client-"));
	try {
		await run(join(projectRoot, "node_modules/.bin/tsc"), ["-p", "tsconfig.client.json", "--outDir", made], {
			cwd: projectRoot,
		});
		await rm(folder, { recursive: true, force: true });
		await mkdir(join(folder, "protocol"), { recursive: true });
		await cp(join(made, "client"), join(folder, "client"), { recursive: true });
		for (const name of VALUES) await copyFile(join(made, `protocol/${name}.js`), join(folder, `protocol/${name}.js`));
		for await (const path of glob("client/*.d.ts", { cwd: folder })) await pointAtWrittenTypes(join(folder, path));
		await writeFile(join(folder, "protocol.d.ts"), protocolTypes());
		for (const name of ["package.json", "README.md"])
			await copyFile(join(projectRoot, "src/client", name), join(folder, name));
		await copyFile(join(projectRoot, "LICENSE"), join(folder, "LICENSE"));
		await copyFile(join(projectRoot, "src/protocol/README.md"), join(folder, "PROTOCOL.md"));
	} finally {
		await rm(made, { recursive: true, force: true });
	}
}

/** tsc leaves the extensions of imports in declarations as they are written, and the protocol's are schemas of zod. */
async function pointAtWrittenTypes(path: string): Promise<void> {
	const text = await readFile(path, "utf8");
	await writeFile(
		path,
		text
			.replace(/from "\.\.\/protocol\/[^"]+"/g, 'from "../protocol.js"')
			.replace(/from "(\.[^"]+)\.ts"/g, 'from "$1.js"'),
	);
}

if (import.meta.main) {
	await buildClientPackage();
	console.log("built the SDK into dist/client: npm pack ./dist/client");
}
