-- Many events at less cost: their arrays are read side by side as rows, in place of a table of each. Straight to a worker goes
-- what is emitted alone, by store_event, so that nothing is left here which does that.
DROP FUNCTION buildamp.store_events(
    uuid[], text[], text[], integer[], text[], timestamptz[], text[], text[], text[], text[], uuid[], uuid[], text[], text[], text[],
    timestamptz[], smallint[], integer[], boolean[], uuid, timestamptz, text[]
);

DO $migration$
DECLARE
    insert_events text := $sql$
        INSERT INTO buildamp.events (
            id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id,
            traceparent, partition_key, idempotency_key, run_at, priority, max_attempts, progress
        )
        SELECT
            unnest(ids), unnest(sources), unnest(types), unnest(versions), unnest(subjects), unnest(times),
            unnest(store_events.data)::json, unnest(tenants), unnest(actors), unnest(session_ids), unnest(correlation_ids),
            unnest(causation_ids), unnest(traceparents), unnest(partition_keys), unnest(idempotency_keys), unnest(run_ats),
            unnest(priorities), unnest(store_events.max_attempts), unnest(store_events.progress)
    $sql$;
    unless_known text := $sql$
        ON CONFLICT (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
    $sql$;
    returned text := ' RETURNING seq, id, tenant, type, partition_key, run_at, priority, max_attempts';
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
        ORDER BY stored.seq, consumer.id
    $sql$;
BEGIN
    EXECUTE format($function$
-- Stores events in their order, with a delivery for each consumer of their types, for workers to find. Answers with those whose
-- idempotency key was known, by their place from 0, and the id of the event that had it.
CREATE FUNCTION buildamp.store_events(
    ids uuid[], sources text[], types text[], versions integer[], subjects text[], times timestamptz[], data text[],
    tenants text[], actors text[], session_ids text[], correlation_ids uuid[], causation_ids uuid[], traceparents text[],
    partition_keys text[], idempotency_keys text[], run_ats timestamptz[], priorities smallint[], max_attempts integer[],
    progress boolean[]
) RETURNS TABLE (place bigint, known uuid) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
    IF '' = ANY (tenants) OR '' = ANY (idempotency_keys) OR 0 >= ANY (store_events.max_attempts) THEN
        RAISE EXCEPTION 'an event needs a tenant, an idempotency key that is not empty or none, and at least one attempt'
            USING ERRCODE = 'check_violation';
    END IF;
    IF num_nonnulls(VARIADIC idempotency_keys) = 0 THEN
        WITH stored AS (%1$s) %3$s;
        RETURN;
    END IF;
    WITH stored AS (%2$s) %3$s;

    -- In a statement of its own, which sees what another transaction has committed meanwhile.
    FOR place, known IN
        SELECT new.place - 1, first.id
        FROM unnest(ids, tenants, idempotency_keys) WITH ORDINALITY AS new (id, tenant, idempotency_key, place)
        LEFT JOIN buildamp.events AS first ON first.tenant = new.tenant AND first.idempotency_key = new.idempotency_key
        WHERE new.idempotency_key IS NOT NULL AND first.id IS DISTINCT FROM new.id
    LOOP
        IF known IS NULL THEN
            RAISE EXCEPTION 'the first event with the idempotency key %% has been removed this very moment; emit it again',
                idempotency_keys[place + 1] USING ERRCODE = 'serialization_failure';
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$
    $function$, insert_events || returned, insert_events || unless_known || returned, left_open);
END
$migration$;

-- What prepare_store_one prepares, for whoever has its own way to do that. It is for an event that has no idempotency key; what else
-- it needs is for the caller to see to.
CREATE FUNCTION buildamp.store_one_statement() RETURNS text LANGUAGE sql IMMUTABLE AS $function$
    SELECT $sql$
        WITH stored AS (
            INSERT INTO buildamp.events (
                id, source, type, version, subject, "time", data, tenant, actor, session_id, correlation_id, causation_id,
                traceparent, partition_key, idempotency_key, run_at, priority, max_attempts, progress
            )
            VALUES ($1, $2, $3, $4, $5, $6, $7::json, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            RETURNING seq, id, tenant, type, partition_key, run_at, priority, max_attempts
        )
        INSERT INTO buildamp.deliveries (id, event_seq, consumer_id, priority, run_at, max_attempts, limit_key)
        SELECT
            buildamp.delivery_id(stored.seq, consumer.id), stored.seq, consumer.id, stored.priority, stored.run_at,
            coalesce(stored.max_attempts, consumer.max_attempts),
            CASE WHEN consumer.by_key THEN stored.tenant || '/' || coalesce(stored.partition_key, stored.id::text) END
        FROM stored
        JOIN buildamp.consumers AS consumer
            ON stored.type LIKE consumer.match
            AND (consumer.dots IS NULL OR consumer.dots = length(stored.type) - length(replace(stored.type, '.', '')))
    $sql$
$function$;

CREATE OR REPLACE FUNCTION buildamp.prepare_store_one() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_prepared_statements WHERE name = 'buildamp_store_one') THEN
        EXECUTE 'PREPARE buildamp_store_one (
            uuid, text, text, integer, text, timestamptz, text, text, text,
            text, uuid, uuid, text, text, text,
            timestamptz, smallint, integer, boolean
        ) AS ' || buildamp.store_one_statement();
    END IF;
END
$$;
