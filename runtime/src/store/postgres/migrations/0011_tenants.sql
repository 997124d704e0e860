-- Tenants apart from each other by the database itself, for a role that neither owns this schema nor has BYPASSRLS: it sees and
-- writes what belongs to the tenant that its transaction has set, `SELECT set_config('buildamp.tenant', 'a', true)`, and nothing
-- without one. The engine, which owns the tables, works for all tenants.

-- The tenant of this transaction; NULL without one. For policies on the application's own tables, too.
CREATE FUNCTION buildamp.tenant() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('buildamp.tenant', true), '')
$$;

ALTER TABLE buildamp.events ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_tenant ON buildamp.events USING (tenant = buildamp.tenant());

ALTER TABLE buildamp.sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_tenant ON buildamp.sessions USING (tenant = buildamp.tenant());

ALTER TABLE buildamp.streams ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_tenant ON buildamp.streams USING (tenant = buildamp.tenant());

ALTER TABLE buildamp.outgoing ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_tenant ON buildamp.outgoing USING (tenant = buildamp.tenant());

-- What belongs to an event is seen by whoever sees the event.
ALTER TABLE buildamp.deliveries ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_tenant ON buildamp.deliveries FOR SELECT
    USING (EXISTS (SELECT 1 FROM buildamp.events AS event WHERE event.seq = event_seq));

ALTER TABLE buildamp.attempts ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_tenant ON buildamp.attempts FOR SELECT
    USING (EXISTS (SELECT 1 FROM buildamp.deliveries AS delivery WHERE delivery.id = delivery_id));

-- No policy, and so nothing for anybody but the engine.
ALTER TABLE buildamp.steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE buildamp.messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE buildamp.stream_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE buildamp.key_limits ENABLE ROW LEVEL SECURITY;

-- As store_events, for whoever may not write the tables: events of the transaction's tenant alone.
CREATE FUNCTION buildamp.store_events_of_tenant(
    ids uuid[], sources text[], types text[], versions integer[], subjects text[], times timestamptz[], data text[],
    tenants text[], actors text[], session_ids text[], correlation_ids uuid[], causation_ids uuid[], traceparents text[],
    partition_keys text[], idempotency_keys text[], run_ats timestamptz[], priorities smallint[], max_attempts integer[],
    progress boolean[]
) RETURNS TABLE (place bigint, known uuid) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    foreign_tenant text;
BEGIN
    SELECT it INTO foreign_tenant FROM unnest(tenants) AS it WHERE it IS DISTINCT FROM buildamp.tenant() LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'an event of the tenant % in a transaction of %', foreign_tenant,
            coalesce('the tenant ' || buildamp.tenant(), 'no tenant')
            USING ERRCODE = 'insufficient_privilege',
                HINT = 'SELECT set_config(''buildamp.tenant'', ..., true) says whose the transaction is.';
    END IF;
    RETURN QUERY SELECT stored.place, stored.known FROM buildamp.store_events(
        ids, sources, types, versions, subjects, times, data, tenants, actors, session_ids, correlation_ids, causation_ids,
        traceparents, partition_keys, idempotency_keys, run_ats, priorities, max_attempts, progress
    ) AS stored;
END
$$;

-- Whichever of the two is for the caller.
CREATE FUNCTION buildamp.store_events_as_caller(
    ids uuid[], sources text[], types text[], versions integer[], subjects text[], times timestamptz[], data text[],
    tenants text[], actors text[], session_ids text[], correlation_ids uuid[], causation_ids uuid[], traceparents text[],
    partition_keys text[], idempotency_keys text[], run_ats timestamptz[], priorities smallint[], max_attempts integer[],
    progress boolean[]
) RETURNS TABLE (place bigint, known uuid) LANGUAGE plpgsql AS $$
BEGIN
    IF row_security_active('buildamp.events') THEN
        RETURN QUERY SELECT stored.place, stored.known FROM buildamp.store_events_of_tenant(
            ids, sources, types, versions, subjects, times, data, tenants, actors, session_ids, correlation_ids,
            causation_ids, traceparents, partition_keys, idempotency_keys, run_ats, priorities, max_attempts, progress
        ) AS stored;
    ELSE
        RETURN QUERY SELECT stored.place, stored.known FROM buildamp.store_events(
            ids, sources, types, versions, subjects, times, data, tenants, actors, session_ids, correlation_ids,
            causation_ids, traceparents, partition_keys, idempotency_keys, run_ats, priorities, max_attempts, progress
        ) AS stored;
    END IF;
END
$$;

-- Without a tenant among its options an event is the transaction's.
CREATE OR REPLACE FUNCTION buildamp.emit(type text, data json, options jsonb DEFAULT '{}') RETURNS uuid LANGUAGE plpgsql AS $$
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
    SELECT stored.known INTO known FROM buildamp.store_events_as_caller(
        ARRAY[id], ARRAY[coalesce(options ->> 'source', '/buildamp/sql')], ARRAY[emit.type],
        ARRAY[coalesce((options ->> 'version')::integer, 1)], ARRAY[options ->> 'subject'], ARRAY[clock_timestamp()],
        ARRAY[emit.data::text], ARRAY[coalesce(options ->> 'tenant', buildamp.tenant(), 'default')],
        ARRAY[options ->> 'actor'], ARRAY[options ->> 'session'], ARRAY[coalesce((options ->> 'correlation')::uuid, id)],
        ARRAY[(options ->> 'causation')::uuid], ARRAY[options ->> 'traceparent'], ARRAY[options ->> 'partition_key'],
        ARRAY[options ->> 'idempotency_key'], ARRAY[coalesce((options ->> 'run_at')::timestamptz, clock_timestamp())],
        ARRAY[coalesce((options ->> 'priority')::smallint, 0::smallint)], ARRAY[(options ->> 'max_attempts')::integer],
        ARRAY[false]
    ) AS stored;
    RETURN coalesce(known, id);
END
$$;

-- Appends as the engine, whoever has sent the message: the row that it is fired by has passed its policy.
ALTER FUNCTION buildamp.append_message() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
REVOKE EXECUTE ON FUNCTION buildamp.append_message() FROM PUBLIC;

-- Lets a role do in a transaction what the application does: emit, send, change a session, look at its tenant's events.
CREATE FUNCTION buildamp.admit(tenant_role text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA buildamp TO %I', tenant_role);
    EXECUTE format('GRANT SELECT ON buildamp.events, buildamp.deliveries, buildamp.attempts TO %I', tenant_role);
    EXECUTE format('GRANT INSERT ON buildamp.outgoing TO %I', tenant_role);
    EXECUTE format(
        'GRANT SELECT (id, tenant, actor, data, created_at, expires_at), UPDATE (data) ON buildamp.sessions TO %I', tenant_role
    );
END
$$;
