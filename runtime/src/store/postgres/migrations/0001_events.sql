-- Ids are UUIDs; what a database numbers for itself is bigint. Nothing refers by a foreign key to what is written on the hot
-- path: rows are added by the functions below alone, and the check of each would cost as much as the row.

CREATE TYPE buildamp.state AS ENUM ('pending', 'running', 'retrying', 'succeeded', 'dead', 'cancelled');

-- What happened. Rows are added, and removed by retention alone; a delivery, not the event, says what became of it.
CREATE TABLE buildamp.events (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    source text NOT NULL,
    type text NOT NULL,
    version integer NOT NULL,
    subject text,
    "time" timestamptz NOT NULL,
    -- json and not jsonb, which would write numbers anew and refuse \u0000.
    data json NOT NULL,
    tenant text NOT NULL CHECK (tenant <> ''),
    actor text,
    session_id text,
    correlation_id uuid NOT NULL,
    causation_id uuid,
    traceparent text,
    partition_key text,
    idempotency_key text CHECK (idempotency_key <> ''),
    -- What the emitter asked of its deliveries, for those to consumers that come later too.
    run_at timestamptz NOT NULL,
    priority smallint NOT NULL,
    max_attempts integer CHECK (max_attempts > 0),
    -- Whether the event's session is told how its deliveries fare.
    progress boolean NOT NULL
);

CREATE UNIQUE INDEX events_idempotency ON buildamp.events (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX events_feed ON buildamp.events (tenant, "time");
CREATE INDEX events_subject ON buildamp.events (tenant, subject, "time") WHERE subject IS NOT NULL;
CREATE INDEX events_actor ON buildamp.events (tenant, actor, "time") WHERE actor IS NOT NULL;
CREATE INDEX events_session ON buildamp.events (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX events_correlation ON buildamp.events (correlation_id);

CREATE FUNCTION buildamp.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'buildamp.events is append-only: an event is never changed and never deleted';
END
$$;

CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON buildamp.events
    FOR EACH ROW EXECUTE FUNCTION buildamp.refuse_change();
CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON buildamp.events
    FOR EACH STATEMENT EXECUTE FUNCTION buildamp.refuse_change();

-- Who handles what. Emitting selects from here, so that a process without handlers reaches them all.
CREATE TABLE buildamp.consumers (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name <> ''),
    -- The subscription as it was written, and as SQL matches it: type LIKE match AND (dots IS NULL OR dots = its dots).
    pattern text NOT NULL,
    match text NOT NULL,
    dots integer,
    max_attempts integer NOT NULL CHECK (max_attempts > 0),
    registered_at timestamptz NOT NULL
);

-- What becomes of an event at a consumer.
CREATE TABLE buildamp.deliveries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_seq bigint NOT NULL,
    consumer_id integer NOT NULL,
    state buildamp.state NOT NULL DEFAULT 'pending',
    priority smallint NOT NULL,
    run_at timestamptz NOT NULL,
    -- Counts every claim and is the fence of every write of a worker.
    attempt integer NOT NULL DEFAULT 0,
    -- The claims that do not count against max_attempts: those before a replay, snoozed or released ones.
    attempt_base integer NOT NULL DEFAULT 0 CHECK (attempt_base <= attempt),
    max_attempts integer NOT NULL CHECK (max_attempts > 0),
    worker uuid,
    claimed_at timestamptz,
    lease_until timestamptz,
    dead_reason text CHECK (dead_reason IN ('exhausted', 'fatal', 'worker_lost', 'undecodable', 'unknown_type')),
    UNIQUE (event_seq, consumer_id),
    CHECK ((state = 'running') = (worker IS NOT NULL AND claimed_at IS NOT NULL AND lease_until IS NOT NULL)),
    CHECK ((state = 'dead') = (dead_reason IS NOT NULL))
);

-- The claim: of one consumer and priority, the longest due first.
CREATE INDEX deliveries_waiting ON buildamp.deliveries (consumer_id, priority, run_at, id)
    WHERE state IN ('pending', 'retrying');
CREATE INDEX deliveries_leases ON buildamp.deliveries (lease_until) WHERE state = 'running';
CREATE INDEX deliveries_dead ON buildamp.deliveries (consumer_id, id) WHERE state = 'dead';

-- Every run of a handler that ended, whichever way.
CREATE TABLE buildamp.attempts (
    delivery_id bigint NOT NULL,
    number integer NOT NULL,
    worker uuid NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    outcome text NOT NULL
        CHECK (outcome IN ('succeeded', 'failed', 'snoozed', 'released', 'cancelled', 'worker_lost')),
    error text,
    PRIMARY KEY (delivery_id, number)
);

-- Processes that run handlers, until they have given no sign of life for a lease.
CREATE TABLE buildamp.workers (
    id uuid PRIMARY KEY,
    started_at timestamptz NOT NULL,
    alive_until timestamptz NOT NULL
);

CREATE TABLE buildamp.worker_consumers (
    worker_id uuid NOT NULL REFERENCES buildamp.workers (id) ON DELETE CASCADE,
    consumer_id integer NOT NULL REFERENCES buildamp.consumers (id),
    PRIMARY KEY (worker_id, consumer_id)
);

-- Stores events in their order, with a delivery for each consumer of their types. Answers with those whose idempotency key
-- was known, by their place from 0, and the id of the event that had it.
CREATE FUNCTION buildamp.store_events(
    ids uuid[], sources text[], types text[], versions integer[], subjects text[], times timestamptz[], data text[],
    tenants text[], actors text[], session_ids text[], correlation_ids uuid[], causation_ids uuid[], traceparents text[],
    partition_keys text[], idempotency_keys text[], run_ats timestamptz[], priorities smallint[], max_attempts integer[],
    progress boolean[]
) RETURNS TABLE (place bigint, known uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
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
        ON CONFLICT (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING
        RETURNING seq, type, run_at, priority, max_attempts
    )
    INSERT INTO buildamp.deliveries (event_seq, consumer_id, priority, run_at, max_attempts)
    SELECT stored.seq, consumer.id, stored.priority, stored.run_at, coalesce(stored.max_attempts, consumer.max_attempts)
    FROM stored
    JOIN buildamp.consumers AS consumer
        ON stored.type LIKE consumer.match
        AND (consumer.dots IS NULL OR consumer.dots = length(stored.type) - length(replace(stored.type, '.', '')))
    ORDER BY stored.seq, consumer.id;

    -- In a statement of its own, which sees what another transaction has committed meanwhile.
    RETURN QUERY
    SELECT new.place - 1, first.id
    FROM unnest(ids, tenants, idempotency_keys) WITH ORDINALITY AS new (id, tenant, idempotency_key, place)
    JOIN buildamp.events AS first
        ON first.tenant = new.tenant AND first.idempotency_key = new.idempotency_key AND first.id <> new.id
    WHERE new.idempotency_key IS NOT NULL;
END
$$;

-- A UUID of version 7: 48 bits of milliseconds, then chance. https://www.rfc-editor.org/rfc/rfc9562#section-5.7
CREATE FUNCTION buildamp.new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT encode(
        set_bit(set_bit(
            overlay(
                uuid_send(gen_random_uuid())
                PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                FROM 1 FOR 6
            ), 52, 1), 53, 1),
        'hex'
    )::uuid
$$;

-- Emits an event in the caller's transaction, from whatever language or trigger. `options` takes: source, version, subject,
-- tenant, actor, session, correlation, causation, traceparent, partition_key, idempotency_key, run_at, priority,
-- max_attempts.
CREATE FUNCTION buildamp.emit(type text, data json, options jsonb DEFAULT '{}') RETURNS uuid LANGUAGE plpgsql AS $$
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
    SELECT stored.known INTO known FROM buildamp.store_events(
        ARRAY[id], ARRAY[coalesce(options ->> 'source', '/buildamp/sql')], ARRAY[emit.type],
        ARRAY[coalesce((options ->> 'version')::integer, 1)], ARRAY[options ->> 'subject'], ARRAY[clock_timestamp()],
        ARRAY[emit.data::text], ARRAY[coalesce(options ->> 'tenant', 'default')], ARRAY[options ->> 'actor'],
        ARRAY[options ->> 'session'], ARRAY[coalesce((options ->> 'correlation')::uuid, id)],
        ARRAY[(options ->> 'causation')::uuid], ARRAY[options ->> 'traceparent'], ARRAY[options ->> 'partition_key'],
        ARRAY[options ->> 'idempotency_key'], ARRAY[coalesce((options ->> 'run_at')::timestamptz, clock_timestamp())],
        ARRAY[coalesce((options ->> 'priority')::smallint, 0::smallint)], ARRAY[(options ->> 'max_attempts')::integer],
        ARRAY[false]
    ) AS stored;
    RETURN coalesce(known, id);
END
$$;
