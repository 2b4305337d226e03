CREATE TABLE "rule_messages" (
	"workspace_id" text NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"rule_id" text NOT NULL,
	"event_id" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "rule_messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "orders_by_customer" ON "business_objects" USING btree ("workspace_id","customer_id") WHERE object_type = 'order';--> statement-breakpoint
CREATE POLICY "own_workspace" ON "rule_messages" AS PERMISSIVE FOR ALL TO "heddle_app" USING ("workspace_id" = current_setting('app.workspace_id', true)) WITH CHECK ("workspace_id" = current_setting('app.workspace_id', true));--> statement-breakpoint
ALTER TABLE "rule_messages" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- Once sent is sent: a row is neither changed nor taken away.
GRANT SELECT, INSERT ON public.rule_messages TO heddle_app;
