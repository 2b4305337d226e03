// `npm run reset`: empties the state folder. Not while somebody works on it.
import { rm } from "node:fs/promises";
import { stateFolder } from "./project.ts";
import { lockHolder, StateLocked } from "./state-lock.ts";

const pid = await lockHolder(stateFolder);
if (pid === undefined) {
	await rm(stateFolder, { recursive: true, force: true });
	console.log("The state folder .heddle is empty. `npm start` makes a fresh one.");
} else {
	console.error(new StateLocked(stateFolder, pid).message);
	process.exitCode = 1;
}
