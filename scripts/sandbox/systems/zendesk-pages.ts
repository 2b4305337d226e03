// Tickets page by page, as cursor pagination gives them: behind the ticket that the last page ended with, wherever that
// one may have gone since. https://developer.zendesk.com/api-reference/introduction/pagination/#cursor-pagination
// https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/#list-tickets (`sort`: id, updated_at; `-` for descending)
import type { Ticket } from "../business.ts";

type Page = {
	tickets: Ticket[];
	meta: { has_more: boolean; after_cursor: string | null; before_cursor: string | null };
};

/** Undefined for a cursor that is none. */
export function pageOf(all: readonly Ticket[], params: URLSearchParams, most: number): Page | undefined {
	const sort = params.get("sort") ?? "id";
	const keyOf = (ticket: Ticket) => (/updated_at$/.test(sort) ? `${ticket.updatedAt} ` : "") + padded(ticket.id);
	const turn = sort.startsWith("-") ? -1 : 1;
	const size = Math.min(most, Number(params.get("page[size]") ?? most));
	const cursor = params.get("page[after]");
	const after = cursor === null ? undefined : keyIn(cursor);
	if (cursor !== null && after === undefined) return undefined;
	const rest = all
		.filter((ticket) => after === undefined || turn * keyOf(ticket).localeCompare(after) > 0)
		.toSorted((one, other) => turn * keyOf(one).localeCompare(keyOf(other)));
	const tickets = rest.slice(0, size);
	const cursorAt = (ticket: Ticket | undefined) => (ticket ? btoa(`key ${keyOf(ticket)}`) : null);
	return {
		tickets,
		meta: { has_more: rest.length > size, after_cursor: cursorAt(tickets.at(-1)), before_cursor: cursorAt(tickets[0]) },
	};
}

function padded(id: number): string {
	return String(id).padStart(20, "0");
}

function keyIn(cursor: string): string | undefined {
	const text = Buffer.from(cursor, "base64").toString("utf8");
	return text.startsWith("key ") ? text.slice(4) : undefined;
}
