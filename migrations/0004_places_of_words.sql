-- Where words stand. Row level security lets no index serve `@@`, so this runs as a role whose policy hides no row, keeps to
-- the transaction's workspace by itself, and answers with places alone: what stands there is read under the policy again.
GRANT USAGE ON SCHEMA public TO heddle_search;
--> statement-breakpoint
GRANT SELECT (workspace_id, conversation_id, seq, at, words) ON public.entries TO heddle_search;
--> statement-breakpoint
CREATE FUNCTION public.places_of_words(asked text, before_at timestamptz, before_conversation text, before_seq bigint, most integer)
	RETURNS TABLE (conversation_id text, seq bigint)
	LANGUAGE sql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog, public, pg_temp
AS $$
	SELECT entries.conversation_id, entries.seq FROM entries
	WHERE entries.workspace_id = current_setting('app.workspace_id')
		AND numnode(plainto_tsquery('simple', asked)) > 0
		AND entries.words @@ (quote_literal(current_setting('app.workspace_id'))::tsquery && plainto_tsquery('simple', asked))
		AND (before_at IS NULL OR (entries.at, entries.conversation_id, entries.seq) < (before_at, before_conversation, before_seq))
	ORDER BY entries.at DESC, entries.conversation_id DESC, entries.seq DESC
	LIMIT most
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION public.places_of_words FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION public.places_of_words TO heddle_app;
--> statement-breakpoint
-- An owner who is no superuser gives a function only to a role that it is a member of and that may make some there.
DO $$ BEGIN EXECUTE format('GRANT heddle_search TO %I', current_user); END $$;
--> statement-breakpoint
GRANT CREATE ON SCHEMA public TO heddle_search;
--> statement-breakpoint
ALTER FUNCTION public.places_of_words OWNER TO heddle_search;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM heddle_search;
