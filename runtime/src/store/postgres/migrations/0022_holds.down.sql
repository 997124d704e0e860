-- Deliveries keep their numbers, which are numbers like any others again.
ALTER TABLE buildamp.deliveries ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('buildamp.deliveries', 'id'), (SELECT max(id) FROM buildamp.deliveries));

DROP TABLE buildamp.holds;
ALTER TABLE buildamp.deliveries
    RESET (fillfactor),
    DROP COLUMN is_counted;
UPDATE buildamp.deliveries SET state = 'running' WHERE worker IS NOT NULL;
ALTER TABLE buildamp.deliveries
    ADD UNIQUE (event_seq, consumer_id),
    ADD CONSTRAINT deliveries_check CHECK (attempt_base <= attempt),
    ADD CONSTRAINT deliveries_check1 CHECK (
        (state = 'running') = (worker IS NOT NULL AND claimed_at IS NOT NULL AND lease_until IS NOT NULL)
    ),
    ADD CONSTRAINT deliveries_check2 CHECK ((state = 'dead') = (dead_reason IS NOT NULL)),
    ADD CHECK (dead_reason IN ('exhausted', 'fatal', 'worker_lost', 'undecodable', 'unknown_type')),
    ADD CHECK (max_attempts > 0);
ALTER TABLE buildamp.events
    ADD CHECK (tenant <> ''),
    ADD CHECK (idempotency_key <> ''),
    ADD CHECK (max_attempts > 0);
CREATE INDEX deliveries_running ON buildamp.deliveries (consumer_id, limit_key) WHERE state = 'running';
ALTER TABLE buildamp.consumers DROP CONSTRAINT consumers_fit_into_delivery_ids;
DROP FUNCTION buildamp.delivery_id, buildamp.last_delivery_id;

DELETE FROM buildamp.breaking_migrations WHERE version = 22;

CREATE OR REPLACE FUNCTION buildamp.debounce(tenant text, type text, key text, event uuid, due_at timestamptz)
RETURNS TABLE (superseded bigint, consumer_name text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    former bigint;
BEGIN
    INSERT INTO buildamp.debounces AS last (tenant, type, key, event_seq, due_at)
    SELECT emitted.tenant, emitted.type, debounce.key, emitted.seq, debounce.due_at
    FROM buildamp.events AS emitted
    WHERE emitted.id = debounce.event AND emitted.tenant = debounce.tenant AND emitted.type = debounce.type
    ON CONFLICT (tenant, type, key) DO UPDATE
    SET former_seq = last.event_seq, event_seq = excluded.event_seq, due_at = excluded.due_at
    RETURNING last.former_seq INTO former;

    RETURN QUERY
    UPDATE buildamp.deliveries AS delivery
    SET state = 'cancelled'
    FROM buildamp.consumers AS consumer
    WHERE delivery.event_seq = former
        AND delivery.state IN ('pending', 'retrying')
        AND consumer.id = delivery.consumer_id
    RETURNING delivery.id, consumer.name;
END
$$;

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
CREATE OR REPLACE FUNCTION buildamp.store_events(
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
CREATE OR REPLACE FUNCTION buildamp.store_event(
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
