-- As 0019_debounce_by_sql.sql has it.
CREATE OR REPLACE FUNCTION buildamp.emit(type text, data json, options jsonb DEFAULT '{}') RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    id uuid := buildamp.new_id();
    tenant text := coalesce(options ->> 'tenant', buildamp.tenant(), 'default');
    key text := options #>> '{debounce,key}';
    due_at timestamptz := coalesce((options ->> 'run_at')::timestamptz, clock_timestamp());
    unknown text;
    known uuid;
BEGIN
    SELECT string_agg(option, ', ') INTO unknown FROM jsonb_object_keys(options) AS option
    WHERE option <> ALL (ARRAY[
        'source', 'version', 'subject', 'tenant', 'actor', 'session', 'correlation', 'causation', 'traceparent',
        'partition_key', 'idempotency_key', 'run_at', 'priority', 'max_attempts', 'debounce'
    ]);
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'buildamp.emit knows no option %', unknown USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF options ? 'debounce' THEN
        IF coalesce(key, '') = '' OR options #>> '{debounce,quiet}' IS NULL OR options ? 'run_at' THEN
            RAISE EXCEPTION 'the option debounce of buildamp.emit needs a key and a time of quiet, and no run_at beside it'
                USING ERRCODE = 'invalid_parameter_value',
                    HINT = 'Write {"debounce": {"key": "search/42", "quiet": "5 seconds"}}.';
        END IF;
        due_at := clock_timestamp() + (options #>> '{debounce,quiet}')::interval;
    END IF;
    SELECT stored.known INTO known FROM buildamp.store_events_as_caller(
        ARRAY[id], ARRAY[coalesce(options ->> 'source', '/buildamp/sql')], ARRAY[emit.type],
        ARRAY[coalesce((options ->> 'version')::integer, 1)], ARRAY[options ->> 'subject'], ARRAY[clock_timestamp()],
        ARRAY[emit.data::text], ARRAY[tenant],
        ARRAY[options ->> 'actor'], ARRAY[options ->> 'session'], ARRAY[coalesce((options ->> 'correlation')::uuid, id)],
        ARRAY[(options ->> 'causation')::uuid], ARRAY[options ->> 'traceparent'], ARRAY[options ->> 'partition_key'],
        ARRAY[options ->> 'idempotency_key'], ARRAY[due_at],
        ARRAY[coalesce((options ->> 'priority')::smallint, 0::smallint)], ARRAY[(options ->> 'max_attempts')::integer],
        ARRAY[false]
    ) AS stored;
    IF key IS NOT NULL AND known IS NULL THEN
        PERFORM buildamp.debounce_as_caller(tenant, emit.type, key, id, due_at);
    END IF;
    RETURN coalesce(known, id);
END
$$;

DROP FUNCTION buildamp.source();
DROP TABLE buildamp.application;
ALTER TABLE buildamp.workers DROP COLUMN instance;
