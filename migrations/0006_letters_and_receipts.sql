CREATE TABLE "privacy_receipts" (
	"workspace_id" text NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"event_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"topic" text NOT NULL,
	"what" text NOT NULL,
	"subject" text NOT NULL,
	"counts" jsonb NOT NULL,
	"remains" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"done_at" timestamp (3) with time zone NOT NULL,
	"export_until" timestamp (3) with time zone,
	"downloaded_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "privacy_receipts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "unknown_topics" (
	"workspace_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"topic" text NOT NULL,
	"count" integer NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "unknown_topics_connection_id_topic_pk" PRIMARY KEY("connection_id","topic")
);
--> statement-breakpoint
ALTER TABLE "unknown_topics" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "event_id" text;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "connection_id" text;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "topic" text;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "message_id" text;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "replayed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "replayed_by" text;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "replayed_by_name" text;--> statement-breakpoint
CREATE INDEX "privacy_receipts_by_time" ON "privacy_receipts" USING btree ("workspace_id","done_at","id");--> statement-breakpoint
CREATE INDEX "privacy_receipts_by_event" ON "privacy_receipts" USING btree ("event_id");--> statement-breakpoint
CREATE INDEX "dead_letters_by_connection" ON "dead_letters" USING btree ("workspace_id","connection_id","id");--> statement-breakpoint
CREATE POLICY "own_workspace" ON "privacy_receipts" AS PERMISSIVE FOR ALL TO "heddle_app" USING ("workspace_id" = current_setting('app.workspace_id', true)) WITH CHECK ("workspace_id" = current_setting('app.workspace_id', true));--> statement-breakpoint
CREATE POLICY "own_workspace" ON "unknown_topics" AS PERMISSIVE FOR ALL TO "heddle_app" USING ("workspace_id" = current_setting('app.workspace_id', true)) WITH CHECK ("workspace_id" = current_setting('app.workspace_id', true));--> statement-breakpoint
ALTER TABLE "unknown_topics" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "privacy_receipts" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON public.unknown_topics TO heddle_app;--> statement-breakpoint
-- A receipt is the proof of what was done: nothing of it may be changed but that its export was fetched.
GRANT SELECT, INSERT, UPDATE ("downloaded_at") ON public.privacy_receipts TO heddle_app;
