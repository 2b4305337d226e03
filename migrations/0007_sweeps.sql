-- Nobody signs in as it: `due_sweeps` runs as it.
DO $$ BEGIN CREATE ROLE heddle_sweep NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "sweep_due" timestamp (3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "business_objects" ADD COLUMN "stated_by" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "same_as" text;--> statement-breakpoint
CREATE INDEX "connections_by_due" ON "connections" USING btree ("sweep_due");--> statement-breakpoint
CREATE POLICY "sweep_finds_due" ON "connections" AS PERMISSIVE FOR SELECT TO "heddle_sweep" USING (true);--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO heddle_sweep;--> statement-breakpoint
-- No settings, no secrets, no name: which connection of which workspace, of what kind, and when it is due.
GRANT SELECT (workspace_id, id, connector, sweep_due) ON public.connections TO heddle_sweep;--> statement-breakpoint
-- The sweep belongs to no workspace: it learns whose turn it is here, and does the rest in that workspace's name.
CREATE FUNCTION public.due_sweeps(kinds text[], at timestamptz, most integer)
	RETURNS TABLE (workspace_id text, connection_id text, due timestamptz)
	LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp
AS $$
	SELECT connections.workspace_id, connections.id, connections.sweep_due FROM connections
	WHERE connections.sweep_due <= at AND connections.connector = ANY (kinds)
	ORDER BY connections.sweep_due, connections.id
	LIMIT least(most, 1000)
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION public.due_sweeps FROM PUBLIC;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.due_sweeps TO heddle_app;--> statement-breakpoint
-- An owner who is no superuser gives a function only to a role that it is a member of and that may make some there.
DO $$ BEGIN EXECUTE format('GRANT heddle_sweep TO %I', current_user); END $$;--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO heddle_sweep;--> statement-breakpoint
ALTER FUNCTION public.due_sweeps OWNER TO heddle_sweep;--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM heddle_sweep;
