// Erasing in a long conversation: page by page in the object, then the same in Postgres.
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { eraseConversation } from "../../src/conversations/erase.ts";
import { ERASED } from "../../src/conversations/erasure.ts";
import { entries } from "../../src/db/schema/conversation.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Entry } from "../../src/protocol/entry.ts";
import { stored } from "../support/server/applied.ts";
import { storedEntries } from "../support/server/history.ts";
import { found } from "../support/server/home.ts";
import { grow } from "../support/server/long-log.ts";
import { talk } from "../support/server/talk.ts";

const LAST = 2_500;

it("every page is erased, in object and Postgres alike; numbers, times and kinds stay", async () => {
	const home = await found("Oak");
	const { stub, id, session } = await talk(home, home.owner);
	await stored(home, id);
	const visitor = { kind: "visitor", id: session.visitorId, name: "Ada" } as const;
	await grow(stub, LAST, (seq) => ({
		author: visitor,
		clientId: `line-of-ada-${seq}`,
		content:
			seq % 10 === 0 ? { kind: "note", text: `Ada's note ${seq}` } : { kind: "message", text: `Ada says ${seq}` },
	}));
	await evictDurableObject(stub);
	const inObject = async () => {
		const all: Entry[] = [];
		for (let after = 0; ; after = all.at(-1)?.seq ?? 0) {
			const answer = await stub.page({ after, limit: 200 });
			if (!answer.ok) throw new Error(answer.code);
			all.push(...answer.page.entries);
			if (!answer.page.hasAfter) return all;
		}
	};
	const before = await inObject();
	expect(before).toHaveLength(LAST);
	await home.db.query((query) =>
		query.execute(sql`insert into ${entries} (workspace_id, conversation_id, seq, public_seq, at, author, client_id, content)
			select ${home.workspaceId}, ${id}, one.seq, one."publicSeq", one.at, one.author, one."clientId", one.content
			from jsonb_to_recordset(${JSON.stringify(before)}::jsonb)
			as one(seq int8, "publicSeq" int8, at timestamptz, author jsonb, "clientId" text, content jsonb) on conflict do nothing`),
	);

	const at = { workspaceId: home.workspaceId, jurisdiction: "none", id } as const;
	const [erasure, cause] = [{ what: "person", connectionId: newId("connection") } as const, newId("event")];
	expect(await eraseConversation(env, at, erasure, cause)).toEqual({ erased: LAST, settled: true });
	const after = await inObject();
	expect(after.slice(0, LAST)).toEqual(
		before.map((entry) => ({
			...entry,
			author: { kind: "visitor", id: session.visitorId },
			content: { kind: entry.content.kind, text: ERASED },
		})),
	);
	expect(after).toHaveLength(LAST + 1);
	expect(await storedEntries(home, id)).toEqual(after);
	// Again, as a redelivery does: nothing more happens.
	expect(await eraseConversation(env, at, erasure, cause)).toEqual({ erased: LAST, settled: true });
	expect(await inObject()).toEqual(after);
});
