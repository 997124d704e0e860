-- What is claimed keeps its place in every index, so that a claim writes its row and nothing else. What has run out is found by
-- a list of what was claimed together, in place of an index of all that runs.
--
-- A build before this one would take what runs for waiting, and what it claims would be in no list.
INSERT INTO buildamp.breaking_migrations VALUES (22);

-- A delivery's number says of which event and of which consumer it is: there is one of each, without an index that says so,
-- and those of an event lie side by side.
CREATE FUNCTION buildamp.delivery_id(event_seq bigint, consumer_id integer) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT event_seq << 20 | consumer_id';
CREATE FUNCTION buildamp.last_delivery_id(event_seq bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT event_seq << 20 | 1048575';

ALTER TABLE buildamp.consumers ADD CONSTRAINT consumers_fit_into_delivery_ids CHECK (id < 1048576);

ALTER TABLE buildamp.attempts DROP CONSTRAINT attempts_pkey;
UPDATE buildamp.attempts AS attempt SET delivery_id = buildamp.delivery_id(delivery.event_seq, delivery.consumer_id)
FROM buildamp.deliveries AS delivery WHERE delivery.id = attempt.delivery_id;
ALTER TABLE buildamp.attempts ADD PRIMARY KEY (delivery_id, number);

ALTER TABLE buildamp.steps DROP CONSTRAINT steps_pkey;
UPDATE buildamp.steps AS step SET delivery_id = buildamp.delivery_id(delivery.event_seq, delivery.consumer_id)
FROM buildamp.deliveries AS delivery WHERE delivery.id = step.delivery_id;
ALTER TABLE buildamp.steps ADD PRIMARY KEY (delivery_id, name);

ALTER TABLE buildamp.results DROP CONSTRAINT results_pkey;
UPDATE buildamp.results AS result SET delivery_id = buildamp.delivery_id(delivery.event_seq, delivery.consumer_id)
FROM buildamp.deliveries AS delivery WHERE delivery.id = result.delivery_id;
ALTER TABLE buildamp.results ADD PRIMARY KEY (delivery_id);

UPDATE buildamp.continuations AS waiting
SET open_delivery = buildamp.delivery_id(delivery.event_seq, delivery.consumer_id)
FROM buildamp.deliveries AS delivery WHERE delivery.id = waiting.open_delivery;

DROP INDEX buildamp.deliveries_running;
ALTER TABLE buildamp.deliveries
    ALTER COLUMN id DROP IDENTITY,
    DROP CONSTRAINT deliveries_pkey,
    DROP CONSTRAINT deliveries_event_seq_consumer_id_key,
    -- PostgreSQL reads the conditions of a table anew for each statement that writes to it, which was a third of what it cost to
    -- store an event. What is stored is looked at by the functions that store it.
    DROP CONSTRAINT deliveries_check,
    DROP CONSTRAINT deliveries_check1,
    DROP CONSTRAINT deliveries_check2,
    DROP CONSTRAINT deliveries_dead_reason_check,
    DROP CONSTRAINT deliveries_max_attempts_check,
    -- Whether it runs and counts against a limit of its consumer.
    ADD COLUMN is_counted boolean NOT NULL DEFAULT false,
    -- Room for the rows of a page as they are claimed beside the rows as they were: only so does one entry of an index lead
    -- to both.
    SET (fillfactor = 40);
UPDATE buildamp.deliveries
SET
    id = buildamp.delivery_id(event_seq, consumer_id),
    -- As it was before it was claimed.
    state = CASE WHEN state <> 'running' THEN state WHEN attempt = 1 THEN 'pending' ELSE 'retrying' END,
    is_counted = state = 'running' AND consumer_id IN (SELECT consumer_id FROM buildamp.limits);
-- What has a worker runs, whatever its state was when it was claimed.
ALTER TABLE buildamp.deliveries ADD PRIMARY KEY (id);
CREATE INDEX deliveries_counted ON buildamp.deliveries (consumer_id, limit_key) WHERE is_counted;

ALTER TABLE buildamp.events
    DROP CONSTRAINT events_tenant_check,
    DROP CONSTRAINT events_idempotency_key_check,
    DROP CONSTRAINT events_max_attempts_check;

-- What was claimed together, until somebody has looked at it after its lease and has found that nothing of it runs any more.
CREATE TABLE buildamp.holds (
    id bigint GENERATED ALWAYS AS IDENTITY,
    -- When the first lease of what is claimed may have run out.
    look_at timestamptz NOT NULL,
    worker uuid NOT NULL,
    deliveries bigint[] NOT NULL,
    PRIMARY KEY (look_at, id)
);
INSERT INTO buildamp.holds (look_at, worker, deliveries)
SELECT min(lease_until), worker, array_agg(id) FROM buildamp.deliveries WHERE worker IS NOT NULL GROUP BY worker;

-- Nothing for anybody but the engine.
ALTER TABLE buildamp.holds ENABLE ROW LEVEL SECURITY;

-- Calls off what waits of the one before, whose deliveries are found by their numbers.
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
    WHERE delivery.id BETWEEN buildamp.delivery_id(former, 0) AND buildamp.last_delivery_id(former)
        AND delivery.state IN ('pending', 'retrying') AND delivery.worker IS NULL
        AND consumer.id = delivery.consumer_id
    RETURNING delivery.id, consumer.name;
END
$$;

-- The functions that store events, as before, with statements of their own for each case: to be ready for what is not there, a
-- known key or a worker, costs each event a part of its time.
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
    rows text := ' RETURNING seq, id, tenant, type, partition_key, run_at, priority, max_attempts';
    from_rows text := 'WITH stored AS (' || several || '{known}' || rows || ')';
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
-- Stores events in their order, with a delivery for each consumer of their types. Answers with those whose idempotency key
-- was known, by their place from 0, and the id of the event that had it.
--
-- With a worker it answers with the deliveries, too, and those to consumers that the worker is ready to run are its own from
-- the start: it is for an event that is due.
CREATE OR REPLACE FUNCTION buildamp.store_events(
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
    replace(from_rows, '{known}', '') || ',' || replace(replace(handed_over, '{self}', 'store_events'), '{place}', 'NULL::bigint,'),
    replace(from_rows, '{known}', unless_known) || left_open || ' ORDER BY stored.seq, consumer.id',
    replace(from_rows, '{known}', unless_known) || ','
        || replace(replace(handed_over, '{self}', 'store_events'), '{place}', 'NULL::bigint,'));

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
