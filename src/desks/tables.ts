// The desk's tables, made with the first row: a desk at which nothing happened has none.

/** Of `alerts`, beyond those of the first release. */
const COLUMNS = [
	"change INTEGER NOT NULL DEFAULT 0",
	"conversation TEXT",
	"climb_at INTEGER",
	"moving_to TEXT",
	"moving_revision INTEGER",
];
const INDEXES = [
	"CREATE INDEX alerts_by_change ON alerts (change)",
	"CREATE INDEX alerts_of_conversation ON alerts (conversation) WHERE open = 1",
	"CREATE INDEX alerts_climbing ON alerts (climb_at) WHERE climb_at IS NOT NULL",
	"CREATE INDEX alerts_moving ON alerts (change) WHERE moving_to IS NOT NULL",
];
const TABLES = [
	"CREATE TABLE conversations (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, gone INTEGER NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID",
	// Partial: open rows change all the time, and an index over them would double what that writes.
	"CREATE INDEX conversations_gone ON conversations (at) WHERE gone = 1",
	"CREATE TABLE alerts (id TEXT PRIMARY KEY, raised_at INTEGER NOT NULL, open INTEGER NOT NULL, recorded INTEGER NOT NULL, json TEXT NOT NULL, change INTEGER NOT NULL DEFAULT 0, conversation TEXT, climb_at INTEGER, moving_to TEXT, moving_revision INTEGER) WITHOUT ROWID",
	"CREATE INDEX alerts_open ON alerts (raised_at) WHERE open = 1",
	"CREATE INDEX alerts_unrecorded ON alerts (raised_at) WHERE recorded = 0",
	"CREATE INDEX alerts_settled ON alerts (raised_at) WHERE open = 0 AND recorded = 1",
	...INDEXES,
	"CREATE TABLE viewers (agent TEXT, conversation TEXT, at INTEGER NOT NULL, PRIMARY KEY (agent, conversation)) WITHOUT ROWID",
	"CREATE TABLE dismissed (agent TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID",
	"CREATE TABLE facts (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID",
];
/** Tables of the first release get what they lack. */
const UPGRADE = [
	...COLUMNS.map((column) => `ALTER TABLE alerts ADD COLUMN ${column}`),
	"UPDATE alerts SET conversation = json ->> '$.conversationId' WHERE json_valid(json)",
	...INDEXES,
];

export class DeskTables {
	readonly #storage: DurableObjectStorage;
	#made = false;

	constructor(storage: DurableObjectStorage) {
		this.#storage = storage;
	}

	/** Nothing where there are no tables yet. */
	read(query: string, ...values: (string | number)[]): Record<string, SqlStorageValue>[] {
		return this.#exists() ? this.#storage.sql.exec(query, ...values).toArray() : [];
	}

	/** Makes the tables first, where there are none. */
	write(query: string, ...values: (string | number | null)[]): void {
		if (!this.#exists()) this.#run(TABLES);
		this.#made = true;
		this.#storage.sql.exec(query, ...values);
	}

	/** Only where there is something to delete from. */
	delete(query: string, ...values: (string | number)[]): void {
		if (this.#exists()) this.#storage.sql.exec(query, ...values);
	}

	#exists(): boolean {
		if (this.#made) return true;
		this.#made = this.#has("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'facts'");
		if (this.#made && !this.#has("SELECT 1 FROM pragma_table_info('alerts') WHERE name = 'change'")) this.#run(UPGRADE);
		return this.#made;
	}

	#has(query: string): boolean {
		return this.#storage.sql.exec(query).toArray().length > 0;
	}

	#run(statements: readonly string[]): void {
		this.#storage.transactionSync(() => {
			for (const statement of statements) this.#storage.sql.exec(statement);
		});
	}
}
