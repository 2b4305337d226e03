-- Nobody signs in as it; 0004 says what it is for.
DO $$ BEGIN CREATE ROLE heddle_search NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;--> statement-breakpoint
ALTER TABLE "entries" ADD COLUMN "words" "tsvector";--> statement-breakpoint
-- The owner reads and writes past the policies for this one statement: what was searchable stays so.
ALTER TABLE "entries" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "entry_words" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "entries" SET "words" = array_to_tsvector(array[spoken.workspace_id]) || array_to_tsvector(spoken.words)
	FROM (SELECT workspace_id, conversation_id, seq, array_agg(word) AS words FROM "entry_words" GROUP BY 1, 2, 3) AS spoken
	WHERE "entries".conversation_id = spoken.conversation_id AND "entries".seq = spoken.seq;--> statement-breakpoint
ALTER TABLE "entries" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "entry_words" CASCADE;--> statement-breakpoint
CREATE INDEX "entries_by_words" ON "entries" USING gin ("words");--> statement-breakpoint
CREATE POLICY "search_finds_places" ON "entries" AS PERMISSIVE FOR SELECT TO "heddle_search" USING (true);
