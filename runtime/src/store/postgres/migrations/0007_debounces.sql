-- The last event of each key, for as long as it may wait: the next one takes its place.
CREATE TABLE buildamp.debounces (
    tenant text NOT NULL CHECK (tenant <> ''),
    type text NOT NULL,
    key text NOT NULL CHECK (key <> ''),
    -- No reference: a row outlives what it is about by a minute, and has no say in what is removed.
    event_seq bigint NOT NULL,
    -- The one before it, which whoever takes its place has to know.
    former_seq bigint,
    due_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, type, key)
);
-- Nothing for anybody but the engine.
ALTER TABLE buildamp.debounces ENABLE ROW LEVEL SECURITY;

-- Makes an event the last of its key, and calls off what waits of the one before it; answers with that. Whoever emits with the
-- same key at the same time waits for the row, and a statement of its own sees then what the other has committed. What a
-- worker is about to take is waited for, too, and left to it.
CREATE FUNCTION buildamp.debounce(tenant text, type text, key text, event uuid, due_at timestamptz)
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

-- The same for whoever may not write the tables: of the transaction's tenant alone.
CREATE FUNCTION buildamp.debounce_of_tenant(tenant text, type text, key text, event uuid, due_at timestamptz)
RETURNS TABLE (superseded bigint, consumer_name text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF debounce_of_tenant.tenant IS DISTINCT FROM buildamp.tenant() THEN
        RAISE EXCEPTION 'an event of the tenant % in a transaction of another', debounce_of_tenant.tenant
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY SELECT done.superseded, done.consumer_name FROM buildamp.debounce(
        debounce_of_tenant.tenant, debounce_of_tenant.type, debounce_of_tenant.key, debounce_of_tenant.event,
        debounce_of_tenant.due_at
    ) AS done;
END
$$;

-- Whichever of the two is for the caller.
CREATE FUNCTION buildamp.debounce_as_caller(tenant text, type text, key text, event uuid, due_at timestamptz)
RETURNS TABLE (superseded bigint, consumer_name text) LANGUAGE plpgsql AS $$
BEGIN
    IF row_security_active('buildamp.events') THEN
        RETURN QUERY SELECT done.superseded, done.consumer_name
        FROM buildamp.debounce_of_tenant(tenant, type, key, event, due_at) AS done;
    ELSE
        RETURN QUERY SELECT done.superseded, done.consumer_name
        FROM buildamp.debounce(tenant, type, key, event, due_at) AS done;
    END IF;
END
$$;
