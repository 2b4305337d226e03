// `npm run check`: the quick part of `npm test`. No browser, no Worker, no database.
import { runChecks } from "./checks.ts";
import { staticChecks } from "./static-checks.ts";
import { vitest } from "./vitest-check.ts";

await runChecks([...staticChecks, vitest("node", ["--exclude", "test/scripts/**"])]);
