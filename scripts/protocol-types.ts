// The protocol's types written out for those who have no zod: from the schemas, so that there is one truth.
import { z } from "zod";
import { card } from "../src/protocol/card.ts";
import { conversationState, visitorFrame } from "../src/protocol/conversation-frames.ts";
import { alert, deskFrame, deskRow } from "../src/protocol/desk-frames.ts";
import { author, conversationStatus, entry, priority, publicEntry } from "../src/protocol/entry.ts";
import { teamId, userId } from "../src/protocol/ids.ts";

/** Every type of the protocol that the SDK's declarations name, and those that its users meet in them. */
export const SCHEMAS = {
	Author: author,
	PublicEntry: publicEntry,
	Entry: entry,
	ConversationStatus: conversationStatus,
	Priority: priority,
	ConversationState: conversationState,
	Presence: visitorFrame.options[0].shape.presence,
	Card: card,
	VisitorFrame: visitorFrame,
	DeskRow: deskRow,
	Alert: alert,
	DeskFrame: deskFrame,
	TeamId: teamId,
	UserId: userId,
};

/** @returns the text of a declaration file. Ids are plain strings in it */
export function protocolTypes(): string {
	const head = "// Frames and entries of heddle.v1, written out from the schemas of the server. See PROTOCOL.md.\n";
	const types = Object.entries(SCHEMAS).map(
		([name, schema]) => `export type ${name} = ${print(jsonSchema(schema), "")};\n`,
	);
	return [head, ...types].join("\n");
}

type JsonSchema = z.core.JSONSchema._JSONSchema;

/** As it comes in: what a schema transforms has the same type before and after. */
function jsonSchema(schema: z.ZodType): JsonSchema {
	return z.toJSONSchema(schema, { io: "input" });
}

/** @throws on what this does not know, rather than writing a wrong type */
function print(schema: JsonSchema, indent: string): string {
	if (typeof schema === "boolean") throw new Error("a schema of true or false has no type");
	const { anyOf, oneOf, enum: values, type } = schema;
	const choices = anyOf ?? oneOf;
	if (choices) return choices.map((choice) => print(choice, indent)).join(" | ");
	if ("const" in schema) return JSON.stringify(schema.const);
	if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
	if (type === "array") return `Array<${printItems(schema, indent)}>`;
	if (type === "object") return printObject(schema, indent);
	if (type === "integer") return "number";
	if (type === "string" || type === "number" || type === "boolean" || type === "null") return type;
	throw new Error(`no type is known for ${JSON.stringify(schema)}`);
}

function printItems({ items }: z.core.JSONSchema.BaseSchema, indent: string): string {
	if (items === undefined || Array.isArray(items)) throw new Error("only arrays of one kind of item are known");
	return print(items, indent);
}

function printObject(schema: z.core.JSONSchema.BaseSchema, indent: string): string {
	const { properties, required = [], additionalProperties } = schema;
	if (properties === undefined) {
		if (additionalProperties === undefined) throw new Error("an object without properties has no type");
		return `Record<string, ${print(additionalProperties, indent)}>`;
	}
	const inner = `${indent}\t`;
	const lines = Object.entries(properties).map(([key, value]) => {
		const printed = print(value, inner);
		return required.includes(key) ? `${inner}${key}: ${printed};\n` : `${inner}${key}?: ${printed} | undefined;\n`;
	});
	return `{\n${lines.join("")}${indent}}`;
}
