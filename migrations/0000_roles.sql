-- The Worker's two roles. They own nothing; scripts/migrate.ts sets their passwords.
DO $$ BEGIN CREATE ROLE heddle_app LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
--> statement-breakpoint
DO $$ BEGIN CREATE ROLE heddle_auth LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
