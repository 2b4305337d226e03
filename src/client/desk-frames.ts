// What a desk's socket may say, checked by hand. A frame that does not fit is ignored.
import type { DeskFrame } from "../protocol/desk-frames.ts";
import { isErrorFrame, isPerson, isTags } from "./conversation-frames.ts";
import { type Fields, isFields, isFlag, isListOf, isMaybe, isNullOr, isSeq, isText } from "./shape.ts";

export function isDeskFrame(frame: Fields): frame is DeskFrame & Fields {
	const { type } = frame;
	return isText(type) && (FITS.get(type)?.(frame) ?? false);
}

const FITS = new Map<string, (frame: Fields) => boolean>([
	["welcome", isWelcome],
	["row", ({ row }) => isRow(row)],
	["gone", ({ conversationId, revision }) => isText(conversationId) && isSeq(revision)],
	["alert", ({ alert, change }) => isAlert(alert) && isMaybe(change, isSeq)],
	["alert_gone", ({ alertId, teamId, change }) => isText(alertId) && isText(teamId) && isSeq(change)],
	["alerts", ({ clientId, alerts, more }) => isText(clientId) && isListOf(alerts, isAlert) && isFlag(more)],
	["agents", ({ agents }) => isListOf(agents, isAgent)],
	["ack", ({ clientId }) => isText(clientId)],
	["error", isErrorFrame],
]);

function isWelcome({ rows, total, alerts, alertsTotal, agents, alertsAt, alertsSince, alertsGone }: Fields): boolean {
	const listsFit = isListOf(rows, isRow) && isListOf(alerts, isAlert) && isListOf(agents, isAgent);
	const cursorFits = isMaybe(alertsAt, isSeq) && isMaybe(alertsSince, isSeq);
	const goneFits = isMaybe(alertsGone, (gone) => isListOf(gone, isText));
	return listsFit && cursorFits && goneFits && Number.isInteger(total) && Number.isInteger(alertsTotal);
}

function isRow(value: unknown): boolean {
	if (!isFields(value) || !isText(value.conversationId) || !isSeq(value.revision)) return false;
	const { status, assignee, customer, preview, waitingSince, lastAt } = value;
	const statusFits = status === "open" || status === "resolved";
	const customerFits = isFields(customer) && isText(customer.id) && isFlag(customer.verified);
	const timesFit = isNullOr(waitingSince, isText) && isText(lastAt);
	if (!isMaybe(value.priority, isText) || !isMaybe(value.tags, isTags)) return false;
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
	if (!isMaybe(value.climbs, (climbs) => isListOf(climbs, isClimb))) return false;
	return severityFits && eventFits && refersFit && isText(raisedAt) && isNullOr(acknowledged, isFields);
}

function isClimb(value: unknown): boolean {
	return isFields(value) && isText(value.to) && isText(value.at) && isListOf(value.leads, isText);
}

function isAgent(value: unknown): boolean {
	return isPerson(value) && isFields(value) && isFlag(value.away);
}
