-- As 0020_single_events.sql and 0022_holds.sql have them.
CREATE OR REPLACE FUNCTION buildamp.try_store_event(
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

DO $migration$
DECLARE
    columns text := $sql$
        INSERT INTO buildamp.events (
            id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id,
            traceparent, partition_key, idempotency_key, run_at, priority, max_attempts, progress
        )
    $sql$;
    one text := columns || $sql$
        VALUES (
            store_event.id, store_event.source, store_event.type, store_event.version, store_event.subject,
            store_event."time", store_event.data::json, store_event.tenant, store_event.actor, store_event.session_id,
            store_event.correlation_id, store_event.causation_id, store_event.traceparent, store_event.partition_key,
            store_event.idempotency_key, store_event.run_at, store_event.priority, store_event.max_attempts,
            store_event.progress
        )
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
                CASE WHEN this.is_taken THEN {self}.worker END,
                CASE WHEN this.is_taken THEN stored.run_at END,
                CASE WHEN this.is_taken THEN {self}.lease_until END,
                this.is_taken AND EXISTS (SELECT 1 FROM buildamp.limits AS held WHERE held.consumer_id = consumer.id)
            FROM stored
            JOIN buildamp.consumers AS consumer
                ON stored.type LIKE consumer.match
                AND (consumer.dots IS NULL OR consumer.dots = length(stored.type) - length(replace(stored.type, '.', '')))
            CROSS JOIN LATERAL (
                SELECT consumer.name = ANY ({self}.ready) AND consumer.paused_at IS NULL AND NOT consumer.by_key
            ) AS this (is_taken)
            ORDER BY stored.seq, consumer.id
            RETURNING id, consumer_id, max_attempts, worker IS NOT NULL AS is_taken
        ),
        held AS (
            INSERT INTO buildamp.holds (look_at, worker, deliveries)
            SELECT {self}.lease_until, {self}.worker, array_agg(id) FROM added WHERE is_taken HAVING count(*) > 0
        )
        SELECT {place} NULL::uuid, added.id, consumer.name, added.max_attempts, added.is_taken
        FROM added
        JOIN buildamp.consumers AS consumer ON consumer.id = added.consumer_id
    $sql$;
    -- Read from the arguments, as the one row of a table.
    from_arguments text := $sql$
        FROM (
            SELECT
                new_seq, store_event.id, store_event.tenant, store_event.type, store_event.partition_key, store_event.run_at,
                store_event.priority, store_event.max_attempts
        ) AS stored (seq, id, tenant, type, partition_key, run_at, priority, max_attempts)
    $sql$;
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
DECLARE
    new_seq bigint;
BEGIN
    IF store_event.tenant = '' OR store_event.idempotency_key = '' OR store_event.max_attempts <= 0 THEN
        RAISE EXCEPTION 'an event needs a tenant, an idempotency key that is not empty or none, and at least one attempt'
            USING ERRCODE = 'check_violation';
    END IF;
    IF store_event.idempotency_key IS NULL THEN
        %1$s RETURNING seq INTO new_seq;
    ELSE
        %1$s %2$s RETURNING seq INTO new_seq;
        IF new_seq IS NULL THEN
            -- In a statement of its own, which sees what another transaction has committed meanwhile.
            RETURN QUERY
            SELECT first.id, NULL::bigint, NULL, NULL::integer, NULL::boolean
            FROM buildamp.events AS first
            WHERE first.tenant = store_event.tenant AND first.idempotency_key = store_event.idempotency_key;
            RETURN;
        END IF;
    END IF;
    IF store_event.worker IS NULL THEN
        %3$s;
    ELSE
        RETURN QUERY WITH %4$s;
    END IF;
END
$$
    $function$,
    one, unless_known, replace(left_open, 'FROM stored', from_arguments),
    replace(replace(replace(handed_over, 'FROM stored', from_arguments), '{self}', 'store_event'), '{place}', ''));
END
$migration$;

DROP FUNCTION buildamp.prepare_store_one;
DROP FUNCTION buildamp.store_one;
