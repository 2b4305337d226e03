// Plain JavaScript for any Node from 20 on: installs what package-lock.json names, unless just that is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stampFile = join(root, "node_modules/.heddle-lock.sha256");
const hash = createHash("sha256")
	.update(readFileSync(join(root, "package-lock.json")))
	.digest("hex");

/** Node runs TypeScript without a flag from 22.18 on: https://nodejs.org/api/typescript.html */
const NEEDED = [22, 18];

if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== hash) {
	console.log("Installing the dependencies (npm ci).");
	const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: "inherit" });
	if (npm.status !== 0) {
		console.error("The dependencies could not be installed: see above. Is the npm registry within reach?");
		process.exit(1);
	}
	writeFileSync(stampFile, hash);
}

// Linux gets its Node from the lockfile (node-linux-*); elsewhere the one that is installed has to do.
if (!existsSync(join(root, "node_modules/.bin/node"))) {
	const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
	if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
		console.error(`Node ${NEEDED.join(".")} or newer is needed on this system, and this is ${process.versions.node}.`);
		process.exit(1);
	}
}
