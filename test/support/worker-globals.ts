// Before the tests in workerd: a database of this version's schema, whose address the Worker is given as its secrets.
import type { TestProject } from "vitest/node";
import { migratedDatabase, TEST_SECRET } from "./database.ts";
import type {} from "./provided.ts";

export default async function provideDatabase(project: TestProject): Promise<() => Promise<void>> {
	const database = await migratedDatabase();
	project.provide("databaseUrl", database.appUrl);
	project.provide("ownerUrl", database.ownerUrl);
	project.provide("authDatabaseUrl", database.authUrl);
	project.provide("heddleSecret", TEST_SECRET);
	project.provide("databaseOrigin", String(database.origin));
	// wrangler warns about required secrets that the environment lacks; the bindings in vitest.config.ts are what counts.
	Object.assign(process.env, {
		DATABASE_URL: database.appUrl,
		AUTH_DATABASE_URL: database.authUrl,
		HEDDLE_SECRET: TEST_SECRET,
	});
	return () => database.close();
}
