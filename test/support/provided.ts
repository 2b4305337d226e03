// What test/support/worker-globals.ts provides to the tests in workerd.
import "vitest";

declare module "vitest" {
	export interface ProvidedContext {
		databaseUrl: string;
		/** Of the tables' owner, for what the Worker never does. */
		ownerUrl: string;
		authDatabaseUrl: string;
		heddleSecret: string;
		databaseOrigin: string;
	}
}
