-- Row level security holds for owners too, and each role may do what it needs and no more.
DO $$ DECLARE t text; BEGIN
  FOR t IN SELECT tablename FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON public.%I TO heddle_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA auth TO heddle_auth;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA auth TO heddle_auth;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON public.audit FROM heddle_app;
