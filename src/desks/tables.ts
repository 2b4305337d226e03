// The desk's tables, made with the first row: a desk at which nothing happened has none.

const TABLES = [
	"CREATE TABLE conversations (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, gone INTEGER NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID",
	// Partial: open rows change all the time, and an index over them would double what that writes.
	"CREATE INDEX conversations_gone ON conversations (at) WHERE gone = 1",
	"CREATE TABLE alerts (id TEXT PRIMARY KEY, raised_at INTEGER NOT NULL, open INTEGER NOT NULL, recorded INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID",
	"CREATE INDEX alerts_open ON alerts (raised_at) WHERE open = 1",
	"CREATE INDEX alerts_unrecorded ON alerts (raised_at) WHERE recorded = 0",
	"CREATE INDEX alerts_settled ON alerts (raised_at) WHERE open = 0 AND recorded = 1",
	"CREATE TABLE viewers (agent TEXT, conversation TEXT, at INTEGER NOT NULL, PRIMARY KEY (agent, conversation)) WITHOUT ROWID",
	"CREATE TABLE dismissed (agent TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID",
	"CREATE TABLE facts (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID",
];

export class DeskTables {
	readonly #sql: SqlStorage;
	#made = false;

	constructor(storage: DurableObjectStorage) {
		this.#sql = storage.sql;
	}

	/** Nothing where there are no tables yet. */
	read(query: string, ...values: (string | number)[]): Record<string, SqlStorageValue>[] {
		return this.#exists() ? this.#sql.exec(query, ...values).toArray() : [];
	}

	/** Makes the tables first, where there are none. */
	write(query: string, ...values: (string | number)[]): void {
		if (!this.#exists()) for (const table of TABLES) this.#sql.exec(table);
		this.#made = true;
		this.#sql.exec(query, ...values);
	}

	/** Only where there is something to delete from. */
	delete(query: string, ...values: (string | number)[]): void {
		if (this.#exists()) this.#sql.exec(query, ...values);
	}

	#exists(): boolean {
		this.#made ||=
			this.#sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'facts'").toArray().length > 0;
		return this.#made;
	}
}
