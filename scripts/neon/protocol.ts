// What crosses the wire between Neon's HTTP driver and a database: shapes taken from the source of
// @neondatabase/serverless 1.2.0 (it asks for raw text and rows as arrays, and parses by dataTypeID itself).
import { z } from "zod";

const statement = z.object({ query: z.string(), params: z.array(z.string().nullable()).default([]) });
const batch = z.object({ queries: z.array(statement) });

export const requestBody = z.union([batch, statement]);
export type Statement = z.infer<typeof statement>;

/** What one statement answers: every value is Postgres's own text form, or null. */
export interface StatementResult {
	fields: { name: string; dataTypeID: number }[];
	rows: (string | null)[][];
	command: string;
	rowCount: number | null;
}

/** How a batch's transaction begins. A single statement has none: Postgres wraps it by itself. */
export interface BatchOptions {
	isolationLevel: "ReadUncommitted" | "ReadCommitted" | "RepeatableRead" | "Serializable" | undefined;
	readOnly: boolean;
	deferrable: boolean;
}

export const batchHeaders = z.object({
	"neon-batch-isolation-level": z
		.enum(["ReadUncommitted", "ReadCommitted", "RepeatableRead", "Serializable"])
		.optional(),
	"neon-batch-read-only": z.enum(["true", "false"]).optional(),
	"neon-batch-deferrable": z.enum(["true", "false"]).optional(),
});

export interface Credential {
	role: string;
	password: string;
}

/** A database that answers for one role. Postgres's refusals are thrown as `Refusal`. */
export interface Backend {
	single(credential: Credential, statement: Statement): Promise<StatementResult>;
	batch(credential: Credential, statements: Statement[], options: BatchOptions): Promise<StatementResult[]>;
	close(): Promise<void>;
}

/** The fields of Postgres's ErrorResponse that the driver copies onto its NeonDbError. */
const REFUSAL_FIELDS = [
	"severity",
	"code",
	"detail",
	"hint",
	"position",
	"internalPosition",
	"internalQuery",
	"where",
	"schema",
	"table",
	"column",
	"dataType",
	"constraint",
	"file",
	"line",
	"routine",
] as const;

export class Refusal extends Error {
	readonly fields: Record<string, string>;

	/** @param error what pg or PGlite threw; both carry the ErrorResponse's fields as properties */
	constructor(error: Error) {
		super(error.message);
		const carried = new Map(Object.entries(error));
		this.fields = {};
		for (const name of REFUSAL_FIELDS) {
			const value = carried.get(name);
			if (typeof value === "string") this.fields[name] = value;
		}
	}
}

export function begin(options: BatchOptions): string {
	const level = options.isolationLevel?.replace(/(?<=[a-z])(?=[A-Z])/, " ").toUpperCase();
	return [
		"BEGIN",
		...(level ? [`ISOLATION LEVEL ${level}`] : []),
		...(options.readOnly ? ["READ ONLY"] : []),
		...(options.deferrable ? ["DEFERRABLE"] : []),
	].join(" ");
}
