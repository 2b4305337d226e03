CREATE TABLE "customer_links" (
	"workspace_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"external_id" text NOT NULL,
	"customer_id" text NOT NULL,
	"as_of" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "customer_links_connection_id_external_id_pk" PRIMARY KEY("connection_id","external_id")
);
--> statement-breakpoint
ALTER TABLE "customer_links" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "customer_merges" (
	"workspace_id" text NOT NULL,
	"id" text PRIMARY KEY NOT NULL,
	"kept_id" text NOT NULL,
	"merged_id" text NOT NULL,
	"because" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"by_id" text,
	"undone_at" timestamp (3) with time zone,
	"undone_by_id" text
);
--> statement-breakpoint
ALTER TABLE "customer_merges" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "object_numbers" (
	"workspace_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"object_type" text NOT NULL,
	"object_id" text NOT NULL,
	"number" text NOT NULL,
	CONSTRAINT "object_numbers_connection_id_object_type_object_id_number_pk" PRIMARY KEY("connection_id","object_type","object_id","number")
);
--> statement-breakpoint
ALTER TABLE "object_numbers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "business_objects" ADD COLUMN "owner_id" text;--> statement-breakpoint
ALTER TABLE "object_numbers" ADD CONSTRAINT "object_numbers_of_object" FOREIGN KEY ("connection_id","object_type","object_id") REFERENCES "public"."business_objects"("connection_id","object_type","object_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customer_links_by_customer" ON "customer_links" USING btree ("workspace_id","customer_id");--> statement-breakpoint
CREATE UNIQUE INDEX "customer_merges_once" ON "customer_merges" USING btree ("merged_id") WHERE "customer_merges"."undone_at" is null;--> statement-breakpoint
CREATE INDEX "customer_merges_by_kept" ON "customer_merges" USING btree ("workspace_id","kept_id");--> statement-breakpoint
CREATE INDEX "customer_merges_by_merged" ON "customer_merges" USING btree ("workspace_id","merged_id");--> statement-breakpoint
CREATE INDEX "object_numbers_by_number" ON "object_numbers" USING btree ("workspace_id","number");--> statement-breakpoint
CREATE POLICY "own_workspace" ON "customer_links" AS PERMISSIVE FOR ALL TO "heddle_app" USING ("workspace_id" = current_setting('app.workspace_id', true)) WITH CHECK ("workspace_id" = current_setting('app.workspace_id', true));--> statement-breakpoint
CREATE POLICY "own_workspace" ON "customer_merges" AS PERMISSIVE FOR ALL TO "heddle_app" USING ("workspace_id" = current_setting('app.workspace_id', true)) WITH CHECK ("workspace_id" = current_setting('app.workspace_id', true));--> statement-breakpoint
CREATE POLICY "own_workspace" ON "object_numbers" AS PERMISSIVE FOR ALL TO "heddle_app" USING ("workspace_id" = current_setting('app.workspace_id', true)) WITH CHECK ("workspace_id" = current_setting('app.workspace_id', true));--> statement-breakpoint
ALTER TABLE "customer_links" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "customer_merges" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "object_numbers" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON public.customer_links TO heddle_app;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON public.object_numbers TO heddle_app;--> statement-breakpoint
-- A merge is never forgotten, only undone.
GRANT SELECT, INSERT, UPDATE ("undone_at", "undone_by_id") ON public.customer_merges TO heddle_app;
