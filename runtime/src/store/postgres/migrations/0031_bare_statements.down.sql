-- As 0022_holds.sql has it.
DROP FUNCTION buildamp.store_events;

DO $migration$
DECLARE
    columns text := $sql$
        INSERT INTO buildamp.events (
            id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id,
            traceparent, partition_key, idempotency_key, run_at, priority, max_attempts, progress
        )
    $sql$;
    several text := columns || $sql$
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
    $sql$;
    unless_known text := $sql$
        ON CONFLICT (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
    $sql$;
    -- What becomes of events, at whom: for workers to find.
    left_open text := $sql$
        INSERT INTO buildamp.deliveries (id, event_seq, consumer_id, priority, run_at, max_attempts, limit_key)
        SELECT
            buildamp.delivery_id(stored.seq, consumer.id), stored.seq, consumer.id, stored.priority, stored.run_at,
            coalesce(stored.max_attempts, consumer.max_attempts),
            CASE WHEN consumer.by_key THEN stored.tenant || '/' || coalesce(stored.partition_key, stored.id::text) END
        FROM stored
        JOIN buildamp.consumers AS consumer
            ON stored.type LIKE consumer.match
            AND (consumer.dots IS NULL OR consumer.dots = length(stored.type) - length(replace(stored.type, '.', '')))
    $sql$;
    -- The same, and straight to a worker where it is ready.
    handed_over text := $sql$
        added AS (
            INSERT INTO buildamp.deliveries (
                id, event_seq, consumer_id, priority, run_at, max_attempts, limit_key, attempt, worker, claimed_at, lease_until,
                is_counted
            )
            SELECT
                buildamp.delivery_id(stored.seq, consumer.id), stored.seq, consumer.id, stored.priority, stored.run_at,
                coalesce(stored.max_attempts, consumer.max_attempts),
                CASE
                    WHEN consumer.by_key THEN stored.tenant || '/' || coalesce(stored.partition_key, stored.id::text)
                END,
                this.is_taken::integer,
                CASE WHEN this.is_taken THEN store_events.worker END,
                CASE WHEN this.is_taken THEN stored.run_at END,
                CASE WHEN this.is_taken THEN store_events.lease_until END,
                this.is_taken AND EXISTS (SELECT 1 FROM buildamp.limits AS held WHERE held.consumer_id = consumer.id)
            FROM stored
            JOIN buildamp.consumers AS consumer
                ON stored.type LIKE consumer.match
                AND (consumer.dots IS NULL OR consumer.dots = length(stored.type) - length(replace(stored.type, '.', '')))
            CROSS JOIN LATERAL (
                SELECT consumer.name = ANY (store_events.ready) AND consumer.paused_at IS NULL AND NOT consumer.by_key
            ) AS this (is_taken)
            ORDER BY stored.seq, consumer.id
            RETURNING id, consumer_id, max_attempts, worker IS NOT NULL AS is_taken
        ),
        held AS (
            INSERT INTO buildamp.holds (look_at, worker, deliveries)
            SELECT store_events.lease_until, store_events.worker, array_agg(id) FROM added WHERE is_taken HAVING count(*) > 0
        )
        SELECT NULL::bigint, NULL::uuid, added.id, consumer.name, added.max_attempts, added.is_taken
        FROM added
        JOIN buildamp.consumers AS consumer ON consumer.id = added.consumer_id
    $sql$;
    rows text := ' RETURNING seq, id, tenant, type, partition_key, run_at, priority, max_attempts';
    from_rows text := 'WITH stored AS (' || several || '{known}' || rows || ')';
BEGIN
    EXECUTE format($function$
-- Stores events in their order, with a delivery for each consumer of their types. Answers with those whose idempotency key
-- was known, by their place from 0, and the id of the event that had it.
--
-- With a worker it answers with the deliveries, too, and those to consumers that the worker is ready to run are its own from
-- the start: it is for an event that is due.
CREATE FUNCTION buildamp.store_events(
    ids uuid[], sources text[], types text[], versions integer[], subjects text[], times timestamptz[], data text[],
    tenants text[], actors text[], session_ids text[], correlation_ids uuid[], causation_ids uuid[], traceparents text[],
    partition_keys text[], idempotency_keys text[], run_ats timestamptz[], priorities smallint[], max_attempts integer[],
    progress boolean[], worker uuid DEFAULT NULL, lease_until timestamptz DEFAULT NULL, ready text[] DEFAULT '{}'
) RETURNS TABLE (place bigint, known uuid, delivery bigint, consumer text, attempts integer, taken boolean)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF '' = ANY (tenants) OR '' = ANY (idempotency_keys) OR 0 >= ANY (store_events.max_attempts) THEN
        RAISE EXCEPTION 'an event needs a tenant, an idempotency key that is not empty or none, and at least one attempt'
            USING ERRCODE = 'check_violation';
    END IF;
    IF num_nonnulls(VARIADIC idempotency_keys) = 0 THEN
        IF store_events.worker IS NULL THEN
            %s;
        ELSE
            RETURN QUERY %s;
        END IF;
        RETURN;
    END IF;

    IF store_events.worker IS NULL THEN
        %s;
    ELSE
        RETURN QUERY %s;
    END IF;

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
    replace(from_rows, '{known}', '') || left_open || ' ORDER BY stored.seq, consumer.id',
    replace(from_rows, '{known}', '') || ',' || handed_over,
    replace(from_rows, '{known}', unless_known) || left_open || ' ORDER BY stored.seq, consumer.id',
    replace(from_rows, '{known}', unless_known) || ',' || handed_over);
END
$migration$;

-- As 0030_lone_events.sql has it.
DROP FUNCTION buildamp.store_one_statement;

DO $migration$
DECLARE
    types text := $sql$
        uuid, text, text, integer, text, timestamptz, text, text, text,
        text, uuid, uuid, text, text, text,
        timestamptz, smallint, integer, boolean
    $sql$;
    insert_event text := $sql$
        INSERT INTO buildamp.events (
            id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id,
            traceparent, partition_key, idempotency_key, run_at, priority, max_attempts, progress
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7::json, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
    $sql$;
    returned text := ' RETURNING seq, id, tenant, type, partition_key, run_at, priority, max_attempts';
    left_open text := $sql$
        INSERT INTO buildamp.deliveries (id, event_seq, consumer_id, priority, run_at, max_attempts, limit_key)
        SELECT
            buildamp.delivery_id(stored.seq, consumer.id), stored.seq, consumer.id, stored.priority, stored.run_at,
            coalesce(stored.max_attempts, consumer.max_attempts),
            CASE WHEN consumer.by_key THEN stored.tenant || '/' || coalesce(stored.partition_key, stored.id::text) END
        FROM stored
        JOIN buildamp.consumers AS consumer
            ON stored.type LIKE consumer.match
            AND (consumer.dots IS NULL OR consumer.dots = length(stored.type) - length(replace(stored.type, '.', '')))
    $sql$;
    stored_alone text := 'WITH stored AS (' || insert_event || returned || ')' || left_open;
BEGIN
    EXECUTE format($function$
-- Prepares for this session, as buildamp_store_one, the statement by which store_one stores an event that has no idempotency key,
-- without the function around it, which is half of what it costs. What it needs is for the caller to see to. A session keeps it
-- when a later migration replaces this function.
CREATE OR REPLACE FUNCTION buildamp.prepare_store_one() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_prepared_statements WHERE name = 'buildamp_store_one') THEN
        EXECUTE 'PREPARE buildamp_store_one (' || %1$L || ') AS ' || %2$L;
    END IF;
END
$$
    $function$, types, stored_alone);
END
$migration$;
