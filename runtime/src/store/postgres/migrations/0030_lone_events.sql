-- Lone events, which most emits are, at less cost: in one statement, with no setting that is made and taken back around it and no
-- table to answer with. A session plans it anew five times, then for good.
DO $migration$
DECLARE
    arguments text := $sql$
        id uuid, source text, type text, version integer, subject text, "time" timestamptz, data text, tenant text, actor text,
        session_id text, correlation_id uuid, causation_id uuid, traceparent text, partition_key text, idempotency_key text,
        run_at timestamptz, priority smallint, max_attempts integer, progress boolean
    $sql$;
    types text := $sql$
        uuid, text, text, integer, text, timestamptz, text, text, text,
        text, uuid, uuid, text, text, text,
        timestamptz, smallint, integer, boolean
    $sql$;
    -- The arguments by their numbers, which a function and a prepared statement have alike.
    insert_event text := $sql$
        INSERT INTO buildamp.events (
            id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id,
            traceparent, partition_key, idempotency_key, run_at, priority, max_attempts, progress
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7::json, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
    $sql$;
    unless_known text := $sql$
        ON CONFLICT (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
    $sql$;
    returned text := ' RETURNING seq, id, tenant, type, partition_key, run_at, priority, max_attempts';
    -- For workers to find.
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
                CASE WHEN this.is_taken THEN store_event.worker END,
                CASE WHEN this.is_taken THEN stored.run_at END,
                CASE WHEN this.is_taken THEN store_event.lease_until END,
                this.is_taken AND EXISTS (SELECT 1 FROM buildamp.limits AS held WHERE held.consumer_id = consumer.id)
            FROM stored
            JOIN buildamp.consumers AS consumer
                ON stored.type LIKE consumer.match
                AND (consumer.dots IS NULL OR consumer.dots = length(stored.type) - length(replace(stored.type, '.', '')))
            CROSS JOIN LATERAL (
                SELECT consumer.name = ANY (store_event.ready) AND consumer.paused_at IS NULL AND NOT consumer.by_key
            ) AS this (is_taken)
            ORDER BY consumer.id
            RETURNING id, consumer_id, max_attempts, worker IS NOT NULL AS is_taken
        ),
        held AS (
            INSERT INTO buildamp.holds (look_at, worker, deliveries)
            SELECT store_event.lease_until, store_event.worker, array_agg(id) FROM added WHERE is_taken HAVING count(*) > 0
        )
        SELECT NULL::uuid, added.id, consumer.name, added.max_attempts, added.is_taken
        FROM added
        JOIN buildamp.consumers AS consumer ON consumer.id = added.consumer_id
    $sql$;
    stored_alone text := 'WITH stored AS (' || insert_event || returned || ')' || left_open;
BEGIN
    EXECUTE format($function$
-- Stores an event as store_events does, for workers to find. Answers with the id of the event that had its idempotency key before,
-- if there is one.
CREATE FUNCTION buildamp.store_one(%1$s) RETURNS uuid LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    first uuid;
BEGIN
    IF store_one.tenant = '' OR store_one.idempotency_key = '' OR store_one.max_attempts <= 0 THEN
        RAISE EXCEPTION 'an event needs a tenant, an idempotency key that is not empty or none, and at least one attempt'
            USING ERRCODE = 'check_violation';
    END IF;
    IF store_one.idempotency_key IS NULL THEN
        %2$s;
        RETURN NULL;
    END IF;
    -- Again where the first one is gone before it can be looked at.
    LOOP
        WITH stored AS (%3$s), added AS (%4$s) SELECT stored.id INTO first FROM stored;
        IF FOUND THEN
            RETURN NULL;
        END IF;
        -- In a statement of its own, which sees what another transaction has committed meanwhile.
        SELECT known.id INTO first FROM buildamp.events AS known
        WHERE known.tenant = store_one.tenant AND known.idempotency_key = store_one.idempotency_key;
        IF FOUND THEN
            RETURN first;
        END IF;
    END LOOP;
END
$$
    $function$, arguments, stored_alone, insert_event || unless_known || returned, left_open);

    EXECUTE format($function$
-- Prepares for this session, as buildamp_store_one, the statement by which store_one stores an event that has no idempotency key,
-- without the function around it, which is half of what it costs. What it needs is for the caller to see to. A session keeps it
-- when a later migration replaces this function.
CREATE FUNCTION buildamp.prepare_store_one() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_prepared_statements WHERE name = 'buildamp_store_one') THEN
        EXECUTE 'PREPARE buildamp_store_one (' || %1$L || ') AS ' || %2$L;
    END IF;
END
$$
    $function$, types, stored_alone);

    EXECUTE format($function$
-- Stores an event that is due as store_one does, straight to a worker where that is ready: answers with its deliveries, or with
-- the id of the event that had its idempotency key before. Builds before this one store all of theirs with it: without a worker.
CREATE OR REPLACE FUNCTION buildamp.store_event(%1$s,
    worker uuid DEFAULT NULL, lease_until timestamptz DEFAULT NULL, ready text[] DEFAULT '{}'
) RETURNS TABLE (known uuid, delivery bigint, consumer text, attempts integer, taken boolean)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    new_seq bigint;
BEGIN
    IF store_event.worker IS NULL THEN
        known := buildamp.store_one(
            id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id,
            traceparent, partition_key, idempotency_key, run_at, priority, max_attempts, progress
        );
        IF known IS NOT NULL THEN
            RETURN NEXT;
        END IF;
        RETURN;
    END IF;
    IF store_event.tenant = '' OR store_event.idempotency_key = '' OR store_event.max_attempts <= 0 THEN
        RAISE EXCEPTION 'an event needs a tenant, an idempotency key that is not empty or none, and at least one attempt'
            USING ERRCODE = 'check_violation';
    END IF;
    IF store_event.idempotency_key IS NULL THEN
        %2$s RETURNING seq INTO new_seq;
    END IF;
    WHILE new_seq IS NULL LOOP
        %3$s RETURNING seq INTO new_seq;
        IF new_seq IS NULL THEN
            SELECT first.id INTO known FROM buildamp.events AS first
            WHERE first.tenant = store_event.tenant AND first.idempotency_key = store_event.idempotency_key;
            IF FOUND THEN
                RETURN NEXT;
                RETURN;
            END IF;
        END IF;
    END LOOP;
    RETURN QUERY WITH stored (seq, id, tenant, type, partition_key, run_at, priority, max_attempts) AS (
        SELECT
            new_seq, store_event.id, store_event.tenant, store_event.type, store_event.partition_key, store_event.run_at,
            store_event.priority, store_event.max_attempts
    ), %4$s;
END
$$
    $function$, arguments, insert_event, insert_event || unless_known, handed_over);
END
$migration$;

-- As store_one, in a part of the transaction by itself: what is refused is undone and told, and the transaction goes on.
CREATE OR REPLACE FUNCTION buildamp.try_store_event(
    id uuid, source text, type text, version integer, subject text, "time" timestamptz, data text, tenant text, actor text,
    session_id text, correlation_id uuid, causation_id uuid, traceparent text, partition_key text, idempotency_key text,
    run_at timestamptz, priority smallint, max_attempts integer, progress boolean
) RETURNS TABLE (place bigint, known uuid, code text, refusal text) LANGUAGE plpgsql AS $$
BEGIN
    known := buildamp.store_one(
        id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id, traceparent,
        partition_key, idempotency_key, run_at, priority, max_attempts, progress
    );
    IF known IS NOT NULL THEN
        place := 0;
        RETURN NEXT;
    END IF;
EXCEPTION WHEN OTHERS OR query_canceled THEN
    RETURN QUERY SELECT NULL::bigint, NULL::uuid, SQLSTATE, SQLERRM;
END
$$;
