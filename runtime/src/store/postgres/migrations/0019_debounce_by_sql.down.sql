-- As 0011_tenants.sql has it.
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
    SELECT stored.known INTO known FROM buildamp.store_events_as_caller(
        ARRAY[id], ARRAY[coalesce(options ->> 'source', '/buildamp/sql')], ARRAY[emit.type],
        ARRAY[coalesce((options ->> 'version')::integer, 1)], ARRAY[options ->> 'subject'], ARRAY[clock_timestamp()],
        ARRAY[emit.data::text], ARRAY[coalesce(options ->> 'tenant', buildamp.tenant(), 'default')],
        ARRAY[options ->> 'actor'], ARRAY[options ->> 'session'], ARRAY[coalesce((options ->> 'correlation')::uuid, id)],
        ARRAY[(options ->> 'causation')::uuid], ARRAY[options ->> 'traceparent'], ARRAY[options ->> 'partition_key'],
        ARRAY[options ->> 'idempotency_key'], ARRAY[coalesce((options ->> 'run_at')::timestamptz, clock_timestamp())],
        ARRAY[coalesce((options ->> 'priority')::smallint, 0::smallint)], ARRAY[(options ->> 'max_attempts')::integer],
        ARRAY[false]
    ) AS stored;
    RETURN coalesce(known, id);
END
$$;
