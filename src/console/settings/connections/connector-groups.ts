// The kinds of system, in the order in which one looks for them.
import type { ConnectorGroup, ConnectorInfo } from "../../../protocol/connections.ts";

const LABELS: Record<ConnectorGroup, string> = {
	orders: "Orders",
	erp: "ERP and stock",
	crm: "CRM",
	tickets: "Tickets",
	logistics: "Parcels",
	payment: "Payments",
	courses: "Courses",
	own: "Your own system",
};

export interface Group {
	key: ConnectorGroup;
	label: string;
	connectors: ConnectorInfo[];
}

/** Groups that have something, each by title; with a search only what holds all of its words, in name, use or group. */
export function groupConnectors(all: readonly ConnectorInfo[], search: string): Group[] {
	const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
	const fits = ({ title, name, summary, group }: ConnectorInfo) => {
		const text = `${title} ${name} ${summary} ${LABELS[group]}`.toLocaleLowerCase();
		return words.every((word) => text.includes(word));
	};
	const found = all.filter(fits).toSorted((a, b) => a.title.localeCompare(b.title));
	return connectorGroups
		.map((key) => ({ key, label: LABELS[key], connectors: found.filter(({ group }) => group === key) }))
		.filter(({ connectors }) => connectors.length > 0);
}

/** As the protocol lists them; `own` is last, for whoever has found nothing above. */
const connectorGroups: readonly ConnectorGroup[] = [
	"orders",
	"erp",
	"crm",
	"tickets",
	"logistics",
	"payment",
	"courses",
	"own",
];
