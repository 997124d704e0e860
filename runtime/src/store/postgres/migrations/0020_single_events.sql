-- Single events, which most emits are: without arrays to be taken apart and put in order again. And as a part of a transaction
-- that goes on when the part fails: with no savepoint that the client would set and release, two round trips an emit.

DO $migration$
DECLARE
    -- As in store_events, for one event. Told twice: to be ready for a key that is known costs each event a sixth.
    store text := $store$
    WITH stored AS (
        INSERT INTO buildamp.events (
            id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id,
            traceparent, partition_key, idempotency_key, run_at, priority, max_attempts, progress
        )
        VALUES (
            store_event.id, store_event.source, store_event.type, store_event.version, store_event.subject,
            store_event."time", store_event.data::json, store_event.tenant, store_event.actor, store_event.session_id,
            store_event.correlation_id, store_event.causation_id, store_event.traceparent, store_event.partition_key,
            store_event.idempotency_key, store_event.run_at, store_event.priority, store_event.max_attempts,
            store_event.progress
        )
        {known}
        RETURNING seq
    ),
    added AS (
        INSERT INTO buildamp.deliveries (
            event_seq, consumer_id, priority, run_at, max_attempts, limit_key, state, attempt, worker, claimed_at, lease_until
        )
        SELECT
            stored.seq, consumer.id, store_event.priority, store_event.run_at,
            coalesce(store_event.max_attempts, consumer.max_attempts),
            CASE
                WHEN consumer.by_key
                THEN store_event.tenant || '/' || coalesce(store_event.partition_key, store_event.id::text)
            END,
            CASE WHEN this.is_taken THEN 'running' ELSE 'pending' END::buildamp.state,
            this.is_taken::integer,
            CASE WHEN this.is_taken THEN store_event.worker END,
            CASE WHEN this.is_taken THEN store_event.run_at END,
            CASE WHEN this.is_taken THEN store_event.lease_until END
        FROM stored
        JOIN buildamp.consumers AS consumer
            ON store_event.type LIKE consumer.match
            AND (
                consumer.dots IS NULL
                OR consumer.dots = length(store_event.type) - length(replace(store_event.type, '.', ''))
            )
        CROSS JOIN LATERAL (
            SELECT
                store_event.worker IS NOT NULL AND consumer.name = ANY (store_event.ready)
                AND consumer.paused_at IS NULL AND NOT consumer.by_key
        ) AS this (is_taken)
        ORDER BY consumer.id
        RETURNING id, consumer_id, max_attempts, state
    )
    SELECT NULL::uuid, added.id, consumer.name, added.max_attempts, added.state = 'running'
    FROM added
    JOIN buildamp.consumers AS consumer ON consumer.id = added.consumer_id
    WHERE store_event.worker IS NOT NULL
    $store$;
BEGIN
    EXECUTE format($function$
-- Stores an event as store_events does. Answers with the id of the event that had its idempotency key before, if there is one.
CREATE FUNCTION buildamp.store_event(
    id uuid, source text, type text, version integer, subject text, "time" timestamptz, data text, tenant text, actor text,
    session_id text, correlation_id uuid, causation_id uuid, traceparent text, partition_key text, idempotency_key text,
    run_at timestamptz, priority smallint, max_attempts integer, progress boolean,
    worker uuid DEFAULT NULL, lease_until timestamptz DEFAULT NULL, ready text[] DEFAULT '{}'
) RETURNS TABLE (known uuid, delivery bigint, consumer text, attempts integer, taken boolean)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF store_event.idempotency_key IS NULL THEN
        RETURN QUERY %s;
        RETURN;
    END IF;

    RETURN QUERY %s;

    -- In a statement of its own, which sees what another transaction has committed meanwhile.
    RETURN QUERY
    SELECT first.id, NULL::bigint, NULL, NULL::integer, NULL::boolean
    FROM buildamp.events AS first
    WHERE first.tenant = store_event.tenant AND first.idempotency_key = store_event.idempotency_key
        AND first.id <> store_event.id;
END
$$
    $function$,
    replace(store, '{known}', ''),
    replace(store, '{known}', 'ON CONFLICT (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING'));
END
$migration$;

-- As store_event, and as store_events for the caller, in a part of the transaction by itself: what is refused is undone and
-- told, and the transaction goes on.
CREATE FUNCTION buildamp.try_store_event(
    id uuid, source text, type text, version integer, subject text, "time" timestamptz, data text, tenant text, actor text,
    session_id text, correlation_id uuid, causation_id uuid, traceparent text, partition_key text, idempotency_key text,
    run_at timestamptz, priority smallint, max_attempts integer, progress boolean
) RETURNS TABLE (place bigint, known uuid, code text, refusal text) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY SELECT 0::bigint, stored.known, NULL, NULL FROM buildamp.store_event(
        id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id, traceparent,
        partition_key, idempotency_key, run_at, priority, max_attempts, progress
    ) AS stored;
EXCEPTION WHEN OTHERS OR query_canceled THEN
    RETURN QUERY SELECT NULL::bigint, NULL::uuid, SQLSTATE, SQLERRM;
END
$$;

CREATE FUNCTION buildamp.try_store_events(
    ids uuid[], sources text[], types text[], versions integer[], subjects text[], times timestamptz[], data text[],
    tenants text[], actors text[], session_ids text[], correlation_ids uuid[], causation_ids uuid[], traceparents text[],
    partition_keys text[], idempotency_keys text[], run_ats timestamptz[], priorities smallint[], max_attempts integer[],
    progress boolean[]
) RETURNS TABLE (place bigint, known uuid, code text, refusal text) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY SELECT stored.place, stored.known, NULL, NULL FROM buildamp.store_events_as_caller(
        ids, sources, types, versions, subjects, times, data, tenants, actors, session_ids, correlation_ids, causation_ids,
        traceparents, partition_keys, idempotency_keys, run_ats, priorities, max_attempts, progress
    ) AS stored;
EXCEPTION WHEN OTHERS OR query_canceled THEN
    RETURN QUERY SELECT NULL::bigint, NULL::uuid, SQLSTATE, SQLERRM;
END
$$;
