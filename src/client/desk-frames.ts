// What a desk's socket may say, checked by hand. A frame that does not fit is ignored.
import type { DeskFrame } from "../protocol/desk-frames.ts";
import { isErrorFrame, isPerson } from "./conversation-frames.ts";
import { type Fields, isFields, isFlag, isListOf, isNullOr, isSeq, isText } from "./shape.ts";

export function isDeskFrame(frame: Fields): frame is DeskFrame & Fields {
	const { type } = frame;
	return isText(type) && (FITS.get(type)?.(frame) ?? false);
}

const FITS = new Map<string, (frame: Fields) => boolean>([
	["welcome", isWelcome],
	["row", ({ row }) => isRow(row)],
	["gone", ({ conversationId, revision }) => isText(conversationId) && isSeq(revision)],
	["alert", ({ alert }) => isAlert(alert)],
	["agents", ({ agents }) => isListOf(agents, isAgent)],
	["ack", ({ clientId }) => isText(clientId)],
	["error", isErrorFrame],
]);

function isWelcome({ rows, total, alerts, agents }: Fields): boolean {
	return isListOf(rows, isRow) && Number.isInteger(total) && isListOf(alerts, isAlert) && isListOf(agents, isAgent);
}

function isRow(value: unknown): boolean {
	if (!isFields(value) || !isText(value.conversationId) || !isSeq(value.revision)) return false;
	const { status, assignee, customer, preview, waitingSince, lastAt } = value;
	const statusFits = status === "open" || status === "resolved";
	const customerFits = isFields(customer) && isText(customer.id) && isFlag(customer.verified);
	const timesFit = isNullOr(waitingSince, isText) && isText(lastAt);
	return statusFits && isNullOr(assignee, isPerson) && customerFits && isNullOr(preview, isPreview) && timesFit;
}

function isPreview(value: unknown): boolean {
	return isFields(value) && isText(value.text) && isText(value.by) && isText(value.at);
}

function isAlert(value: unknown): boolean {
	if (!isFields(value) || !isText(value.id) || !isText(value.ruleName)) return false;
	const { severity, event, customer, conversationId, raisedAt, acknowledged } = value;
	const severityFits = severity === "info" || severity === "warning" || severity === "urgent";
	const eventFits = isFields(event) && isText(event.kind) && isText(event.summary);
	const refersFit = isNullOr(customer, isFields) && isNullOr(conversationId, isText);
	return severityFits && eventFits && refersFit && isText(raisedAt) && isNullOr(acknowledged, isFields);
}

function isAgent(value: unknown): boolean {
	return isPerson(value) && isFields(value) && isFlag(value.away);
}
