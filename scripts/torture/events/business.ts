// The businesses that take part: founded as people found theirs, with connections, rules, and customers who are talking.
import { z } from "zod";
import { madeConnection } from "../../../src/protocol/connections.ts";
import { identitySecret, inbox, me, ticket } from "../../../src/protocol/http.ts";
import { AgentSession } from "../../demo/agent-session.ts";
import { beginProven } from "../../proven-customer.ts";
import type { Stage } from "../stage.ts";
import { progressInPostgres } from "../truth.ts";
import { comes } from "../wait.ts";
import { stripeKeyOf } from "./asked.ts";
import type { Business, RuleName } from "./history.ts";
import { secretOf } from "./sending.ts";
import { LARGE_FROM, systems } from "./systems.ts";

/** Words that no other word contains. */
const MARKS = ["alder", "birch", "cedar", "hazel", "maple", "rowan", "thuja", "yucca"];
/** The same people in every workspace: whose they are must never be taken from the address alone. */
export const PEOPLE = ["lena@torture.example", "amir@torture.example", "noor@torture.example"];
const STORED_WITHIN_MS = 60_000;

export interface Founded extends Business {
	teamId: string;
	/** A ticket of its owner, good for some minutes. */
	bearer(): Promise<string>;
}

const KINDS = { new: ["order.created"], all: ["order.created", "order.updated", "payment.failed"] };
const LARGE = { fact: "total", atLeast: LARGE_FROM, currency: "EUR" };

/** Each second workspace has the second rule, so that another's would show. */
const RULES: { name: RuleName; kinds: string[]; any: object[]; of(index: number): boolean }[] = [
	{ name: "large", kinds: KINDS.all, any: [{ fact: "tag", is: "urgent" }, LARGE], of: () => true },
	{ name: "new", kinds: KINDS.new, any: [LARGE], of: (index) => index % 2 === 1 },
	{ name: "never", kinds: KINDS.all, any: [{ ...LARGE, atLeast: 100 * LARGE_FROM }], of: () => true },
];

export function marksOf(count: number): string[] {
	return MARKS.slice(0, count);
}

export async function foundBusinesses(stage: Stage, count: number, systemOrigin: string): Promise<Founded[]> {
	const founded: Founded[] = [];
	for (const [index, mark] of marksOf(count).entries()) founded.push(await found(stage, index, mark, systemOrigin));
	const conversations = founded.flatMap(({ people }) => people.map(({ conversationId }) => conversationId));
	// An event finds its person and their conversation in Postgres.
	const stored = async () => (await progressInPostgres(stage.ownerUrl, conversations)).size === conversations.length;
	if (!(await comes(STORED_WITHIN_MS, stored))) throw new Error("the conversations did not come to Postgres");
	return founded;
}

async function found(stage: Stage, index: number, mark: string, systemOrigin: string): Promise<Founded> {
	const owner = new AgentSession(stage.workerOrigin);
	await owner.signUp("Ada", `ada-${crypto.randomUUID()}@torture.example`, "torture-only");
	await owner.post("/v1/workspaces", { name: mark });
	const { workspace, teams } = me.parse(await owner.get("/v1/me"));
	const [team] = teams;
	const [box] = z.object({ data: z.array(inbox) }).parse(await owner.get("/v1/inboxes")).data;
	if (!workspace || !team || !box) throw new Error("a new workspace has a team and an inbox");
	const secret = identitySecret.parse(await owner.post(`/v1/inboxes/${box.id}/identity-secret`)).identitySecret;
	const people: Business["people"] = [];
	for (const email of PEOPLE)
		people.push({
			email,
			conversationId: await beginProven(stage.workerOrigin, box.id, secret, { sub: email, email }),
		});
	// After the customers have come: else the systems would be asked about them ahead.
	const connections: Business["connections"] = {};
	for (const { connector, settings } of systems) {
		const wish = {
			connector,
			name: `${connector} of ${mark}`,
			settings: { ...settings, origin: systemOrigin, ...(connector === "stripe" && { apiKey: stripeKeyOf(mark) }) },
			hookSecret: secretOf(mark, connector),
		};
		connections[connector] = madeConnection.parse(await owner.post("/v1/connections", wish)).id;
	}
	const rules: Business["rules"] = [];
	for (const { name, kinds, any, of } of RULES) {
		if (!of(index)) continue;
		const wish = { name, enabled: true, kinds, any, actions: [{ type: "alert", severity: "urgent" }] };
		rules.push({ id: z.object({ id: z.string() }).parse(await owner.post("/v1/rules", wish)).id, name });
	}
	return {
		workspaceId: workspace.id,
		teamId: team.id,
		mark,
		people,
		connections,
		rules,
		bearer: async () => ticket.parse(await owner.post("/v1/tickets")).ticket,
	};
}
