DROP FUNCTION buildamp.admit;
GRANT EXECUTE ON FUNCTION buildamp.append_message() TO PUBLIC;
ALTER FUNCTION buildamp.append_message() SECURITY INVOKER RESET search_path;

CREATE OR REPLACE FUNCTION buildamp.emit(type text, data json, options jsonb DEFAULT '{}') RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    id uuid := buildamp.new_id();
    unknown text;
    known uuid;
BEGIN
    SELECT string_agg(key, ', ') INTO unknown FROM jsonb_object_keys(options) AS key
    WHERE key <> ALL (ARRAY[
        'source', 'version', 'subject', 'tenant', 'actor', 'session', 'correlation', 'causation', 'traceparent',
        'partition_key', 'idempotency_key', 'run_at', 'priority', 'max_attempts'
    ]);
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'buildamp.emit knows no option %', unknown USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT stored.known INTO known FROM buildamp.store_events(
        ARRAY[id], ARRAY[coalesce(options ->> 'source', '/buildamp/sql')], ARRAY[emit.type],
        ARRAY[coalesce((options ->> 'version')::integer, 1)], ARRAY[options ->> 'subject'], ARRAY[clock_timestamp()],
        ARRAY[emit.data::text], ARRAY[coalesce(options ->> 'tenant', 'default')], ARRAY[options ->> 'actor'],
        ARRAY[options ->> 'session'], ARRAY[coalesce((options ->> 'correlation')::uuid, id)],
        ARRAY[(options ->> 'causation')::uuid], ARRAY[options ->> 'traceparent'], ARRAY[options ->> 'partition_key'],
        ARRAY[options ->> 'idempotency_key'], ARRAY[coalesce((options ->> 'run_at')::timestamptz, clock_timestamp())],
        ARRAY[coalesce((options ->> 'priority')::smallint, 0::smallint)], ARRAY[(options ->> 'max_attempts')::integer],
        ARRAY[false]
    ) AS stored;
    RETURN coalesce(known, id);
END
$$;

DROP FUNCTION buildamp.store_events_as_caller;
DROP FUNCTION buildamp.store_events_of_tenant;

ALTER TABLE buildamp.key_limits DISABLE ROW LEVEL SECURITY;
ALTER TABLE buildamp.stream_entries DISABLE ROW LEVEL SECURITY;
ALTER TABLE buildamp.messages DISABLE ROW LEVEL SECURITY;
ALTER TABLE buildamp.steps DISABLE ROW LEVEL SECURITY;
DROP POLICY of_the_tenant ON buildamp.attempts;
ALTER TABLE buildamp.attempts DISABLE ROW LEVEL SECURITY;
DROP POLICY of_the_tenant ON buildamp.deliveries;
ALTER TABLE buildamp.deliveries DISABLE ROW LEVEL SECURITY;
DROP POLICY of_the_tenant ON buildamp.outgoing;
ALTER TABLE buildamp.outgoing DISABLE ROW LEVEL SECURITY;
DROP POLICY of_the_tenant ON buildamp.streams;
ALTER TABLE buildamp.streams DISABLE ROW LEVEL SECURITY;
DROP POLICY of_the_tenant ON buildamp.sessions;
ALTER TABLE buildamp.sessions DISABLE ROW LEVEL SECURITY;
DROP POLICY of_the_tenant ON buildamp.events;
ALTER TABLE buildamp.events DISABLE ROW LEVEL SECURITY;
DROP FUNCTION buildamp.tenant;
