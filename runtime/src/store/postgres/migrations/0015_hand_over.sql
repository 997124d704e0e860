-- Emitting: planned once a connection, since the planner did it anew for every single event, at several times the cost of the
-- rest; and straight to a worker that has nothing else to do.

DROP FUNCTION buildamp.store_events(
    uuid[], text[], text[], integer[], text[], timestamptz[], text[], text[], text[], text[], uuid[], uuid[], text[], text[],
    text[], timestamptz[], smallint[], integer[], boolean[]
);

-- Stores events in their order, with a delivery for each consumer of their types. Answers with those whose idempotency key
-- was known, by their place from 0, and the id of the event that had it.
--
-- With a worker it answers with the deliveries, too, and those to consumers that the worker is ready to run are its own from
-- the start: it is for an event that is due.
DO $migration$
DECLARE
    -- Told twice to the function: to be ready for keys that are known costs each event a sixth.
    store text := $store$
    WITH stored AS (
        INSERT INTO buildamp.events (
            id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id,
            traceparent, partition_key, idempotency_key, run_at, priority, max_attempts, progress
        )
        SELECT
            new.id, new.source, new.type, new.version, new.subject, new."time", new.data::json, new.tenant, new.actor,
            new.session_id, new.correlation_id, new.causation_id, new.traceparent, new.partition_key, new.idempotency_key,
            new.run_at, new.priority, new.max_attempts, new.progress
        FROM unnest(
            ids, sources, types, versions, subjects, times, store_events.data, tenants, actors, session_ids,
            correlation_ids, causation_ids, traceparents, partition_keys, idempotency_keys, run_ats, priorities,
            store_events.max_attempts, store_events.progress
        ) WITH ORDINALITY AS new (
            id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id,
            traceparent, partition_key, idempotency_key, run_at, priority, max_attempts, progress, place
        )
        ORDER BY new.place
        {known}
        RETURNING seq, id, tenant, type, partition_key, run_at, priority, max_attempts
    ),
    added AS (
        INSERT INTO buildamp.deliveries (
            event_seq, consumer_id, priority, run_at, max_attempts, limit_key, state, attempt, worker, claimed_at, lease_until
        )
        SELECT
            stored.seq, consumer.id, stored.priority, stored.run_at, coalesce(stored.max_attempts, consumer.max_attempts),
            CASE WHEN consumer.by_key THEN stored.tenant || '/' || coalesce(stored.partition_key, stored.id::text) END,
            CASE WHEN this.is_taken THEN 'running' ELSE 'pending' END::buildamp.state,
            this.is_taken::integer,
            CASE WHEN this.is_taken THEN store_events.worker END,
            CASE WHEN this.is_taken THEN stored.run_at END,
            CASE WHEN this.is_taken THEN store_events.lease_until END
        FROM stored
        JOIN buildamp.consumers AS consumer
            ON stored.type LIKE consumer.match
            AND (consumer.dots IS NULL OR consumer.dots = length(stored.type) - length(replace(stored.type, '.', '')))
        CROSS JOIN LATERAL (
            SELECT
                store_events.worker IS NOT NULL AND consumer.name = ANY (ready) AND consumer.paused_at IS NULL
                AND NOT consumer.by_key
        ) AS this (is_taken)
        ORDER BY stored.seq, consumer.id
        RETURNING id, consumer_id, max_attempts, state
    )
    SELECT NULL::bigint, NULL::uuid, added.id, consumer.name, added.max_attempts, added.state = 'running'
    FROM added
    JOIN buildamp.consumers AS consumer ON consumer.id = added.consumer_id
    WHERE store_events.worker IS NOT NULL
    $store$;
BEGIN
    EXECUTE format($function$
CREATE FUNCTION buildamp.store_events(
    ids uuid[], sources text[], types text[], versions integer[], subjects text[], times timestamptz[], data text[],
    tenants text[], actors text[], session_ids text[], correlation_ids uuid[], causation_ids uuid[], traceparents text[],
    partition_keys text[], idempotency_keys text[], run_ats timestamptz[], priorities smallint[], max_attempts integer[],
    progress boolean[], worker uuid DEFAULT NULL, lease_until timestamptz DEFAULT NULL, ready text[] DEFAULT '{}'
) RETURNS TABLE (place bigint, known uuid, delivery bigint, consumer text, attempts integer, taken boolean)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF num_nonnulls(VARIADIC idempotency_keys) = 0 THEN
        RETURN QUERY %s;
        RETURN;
    END IF;

    RETURN QUERY %s;

    -- In a statement of its own, which sees what another transaction has committed meanwhile.
    RETURN QUERY
    SELECT new.place - 1, first.id, NULL::bigint, NULL, NULL::integer, NULL::boolean
    FROM unnest(ids, tenants, idempotency_keys) WITH ORDINALITY AS new (id, tenant, idempotency_key, place)
    JOIN buildamp.events AS first
        ON first.tenant = new.tenant AND first.idempotency_key = new.idempotency_key AND first.id <> new.id
    WHERE new.idempotency_key IS NOT NULL;
END
$$
    $function$,
    replace(store, '{known}', ''),
    replace(store, '{known}', 'ON CONFLICT (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING'));
END
$migration$;
