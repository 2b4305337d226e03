// Where things are: the checkout, and the one git-ignored folder that holds a local run's state.
import { join } from "node:path";

export const projectRoot = join(import.meta.dirname, "..");

/** All state of a local run. Deleted by `npm run reset`. */
export const stateFolder = join(projectRoot, ".heddle");
