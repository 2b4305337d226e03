CREATE TABLE "connection_mappings" (
	"workspace_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"version" integer NOT NULL,
	"expression" text NOT NULL,
	"author_id" text NOT NULL,
	"author_name" text NOT NULL,
	"note" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "connection_mappings_connection_id_version_pk" PRIMARY KEY("connection_id","version")
);
--> statement-breakpoint
ALTER TABLE "connection_mappings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "mapping" text;--> statement-breakpoint
ALTER TABLE "connection_mappings" ADD CONSTRAINT "connection_mappings_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "own_workspace" ON "connection_mappings" AS PERMISSIVE FOR ALL TO "heddle_app" USING ("workspace_id" = current_setting('app.workspace_id', true)) WITH CHECK ("workspace_id" = current_setting('app.workspace_id', true));--> statement-breakpoint
ALTER TABLE "connection_mappings" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- A version that was saved stays as it is; it goes with its connection, which the foreign key sees to.
GRANT SELECT, INSERT ON public.connection_mappings TO heddle_app;
