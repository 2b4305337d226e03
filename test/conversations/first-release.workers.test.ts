// What the first release stored, word for word: an object that slept through all releases since wakes, and goes on.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeAll, expect, it } from "vitest";
import { attachment } from "../../src/conversations/attachment.ts";
import { claimsIn } from "../support/server/claims.ts";
import { agentSocket, visitorSocket } from "../support/server/frame-socket.ts";
import { found, type Home } from "../support/server/home.ts";
import { conversationOf } from "../support/server/objects.ts";
import { visit, write } from "../support/server/visitor.ts";

let home: Home;
beforeAll(async () => {
	home = await found("Ginkgo");
});

const TABLES = [
	"CREATE TABLE state (id INTEGER PRIMARY KEY, json TEXT NOT NULL)",
	"CREATE TABLE entries (seq INTEGER PRIMARY KEY, json TEXT NOT NULL)",
];
/** Add to these with each release that stores something otherwise; never change what is here. */
const STATE = `{"version":1,"id":"$conversation","workspaceId":"$workspace","jurisdiction":"none","inboxId":"$inbox","teamId":"$team","status":"open","assignee":{"id":"$owner","name":"Sam Okafor"},"customer":{"id":"$customer","verified":false,"name":"Priya"},"createdAt":"2026-11-23T09:30:00.000Z","leaving":[],"confirmed":4,"reads":{"visitor":3,"agent":1}}`;
const ENTRIES = [
	`{"seq":1,"publicSeq":1,"at":"2026-11-23T09:30:00.000Z","author":{"kind":"visitor","id":"$visitor"},"clientId":"first-release-1","content":{"kind":"message","text":"Where is my order?"}}`,
	`{"seq":2,"publicSeq":1,"at":"2026-11-23T09:30:20.000Z","author":{"kind":"agent","id":"$owner","name":"Sam Okafor"},"clientId":"first-release-2","content":{"kind":"assignment","teamId":"$team","assignee":{"id":"$owner","name":"Sam Okafor"}}}`,
	`{"seq":3,"publicSeq":2,"at":"2026-11-23T09:30:41.250Z","author":{"kind":"agent","id":"$owner","name":"Sam Okafor"},"clientId":"first-release-3","content":{"kind":"message","text":"Let me look."}}`,
	`{"seq":4,"publicSeq":2,"at":"2026-11-23T09:31:00.000Z","author":{"kind":"system"},"clientId":"first-release-4","content":{"kind":"identified","verified":false,"name":"Priya"}}`,
];
const ATTACHMENTS = [
	`{"version":1,"claims":{"kind":"agent","workspaceId":"wsp_0123456789abcdef0123","jurisdiction":"eu","userId":"usr_0123456789abcdef0123","name":"Sam Okafor","role":"agent","teams":["tem_0123456789abcdef0123"]},"expiresAtMs":1795426200000}`,
	`{"version":1,"claims":{"kind":"visitor","workspaceId":"wsp_0123456789abcdef0123","jurisdiction":"none","inboxId":"ibx_0123456789abcdef0123","teamId":"tem_0123456789abcdef0123","visitorId":"vis_0123456789abcdef0123","conversationId":"cnv_0123456789abcdef0123","number":0,"customer":{"id":"cus_0123456789abcdef0123","verified":false}},"expiresAtMs":1795426200000}`,
];

it("a conversation of the first release is shown, found by its client ids, and goes on", async () => {
	const session = await visit({ inboxId: home.inboxId });
	const { customer } = await claimsIn(session.token, "visitor");
	const ids = new Map<string, string>([
		["conversation", session.conversationId],
		["workspace", home.workspaceId],
		["inbox", home.inboxId],
		["team", home.teamId],
		["owner", home.ownerId],
		["visitor", session.visitorId],
		["customer", customer.id],
	]);
	const withIds = (json: string) => json.replace(/\$([a-z]+)/g, (_, name: string) => ids.get(name) ?? name);
	const stub = conversationOf(home, session.conversationId);
	await runInDurableObject(stub, (_, { storage: { sql } }) => {
		for (const table of TABLES) sql.exec(table);
		sql.exec("INSERT INTO state (id, json) VALUES (1, ?)", withIds(STATE));
		ENTRIES.forEach((json, i) => void sql.exec("INSERT INTO entries (seq, json) VALUES (?, ?)", i + 1, withIds(json)));
	});
	await evictDurableObject(stub);

	const visitor = await visitorSocket(session);
	const shown = await visitor.next("welcome");
	expect(shown.entries.map(({ seq, content }) => `${seq} ${content.kind}`)).toEqual(["1 message", "2 message"]);
	expect(shown.reads).toEqual({ visitor: 2, agent: 1 });
	const agent = await agentSocket(home.owner, session.conversationId);
	const { entries, conversation } = await agent.next("welcome");
	expect(entries).toEqual(ENTRIES.map((json) => JSON.parse(withIds(json))));
	expect(conversation).toMatchObject({ revision: 4, assignee: { id: home.ownerId }, customer: { name: "Priya" } });
	expect((await write(visitor, "again", 0, "first-release-1")).seq).toBe(1);
	expect((await write(visitor, "And now?", 2)).seq).toBe(3);
	expect((await agent.next("entry")).entry).toMatchObject({ seq: 5, publicSeq: 3 });
	// What came later begins as it is where nobody has said anything.
	expect(conversation).not.toHaveProperty("priority");
	agent.send({ type: "tag", clientId: "first-tag-1", after: 5, tag: "back", on: true });
	expect((await agent.next("state")).conversation).toMatchObject({ revision: 6, tags: ["back"] });
});

it.each(ATTACHMENTS)("a socket that was opened under the first release keeps its rights: %#", (json) => {
	expect(attachment.parse(JSON.parse(json))).toEqual(JSON.parse(json));
});
