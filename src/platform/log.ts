// Logs: one JSON object a line, with ids to find things by and never a message text, token or parameter.

export interface LogFields {
	requestId?: string;
	traceId?: string;
	workspaceId?: string;
	conversationId?: string;
	connectionId?: string;
	eventId?: string;
	alertId?: string;
	teamId?: string;
	queue?: string;
	code?: string;
	topic?: string;
	/** Which kind of door (workspaces/doors.ts). */
	door?: string;
	method?: string;
	/** The route's pattern, not the address: addresses can hold what people typed. */
	route?: string;
	status?: number;
	count?: number;
	attempt?: number;
	durationMs?: number;
}

export function log(event: string, fields: LogFields = {}): void {
	console.log(JSON.stringify({ event, ...fields }));
}

/** For faults: what nobody expected. Takes the error's name, code and stack, but no message of a database error (it holds parameters). */
export function logFault(event: string, error: unknown, fields: LogFields = {}): void {
	console.error(JSON.stringify({ event, ...fields, ...describeFault(error) }));
}

function describeFault(error: unknown): Record<string, string | undefined> {
	if (!(error instanceof Error)) return { error: typeof error };
	const cause = error.cause;
	const databaseCode =
		cause instanceof Error && "code" in cause ? String(cause.code) : "code" in error ? String(error.code) : undefined;
	const fromDatabase =
		error.name === "DrizzleQueryError" || error.message.startsWith("Failed query") || error.name === "NeonDbError";
	return {
		error: error.name,
		databaseCode,
		message: fromDatabase ? undefined : error.message,
		stack: fromDatabase ? framesOf(error.stack) : error.stack,
	};
}

/** The frames alone: a stack begins with the message. */
function framesOf(stack: string | undefined): string | undefined {
	return stack
		?.split("\n")
		.filter((line) => /^\s+at /.test(line))
		.join("\n");
}
