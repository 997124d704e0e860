-- Events that are emitted once all deliveries of their chains have ended.
CREATE TABLE buildamp.continuations (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    correlation_id uuid NOT NULL,
    tenant text NOT NULL CHECK (tenant <> ''),
    subject text,
    actor text,
    -- The event as it is emitted then.
    event json NOT NULL,
    -- A delivery of the chain that had not ended when it was looked for last.
    open_delivery bigint
);

-- Nothing for anybody but the engine.
ALTER TABLE buildamp.continuations ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION buildamp.keep_continuation(correlation_id uuid, tenant text, subject text, actor text, event text)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO buildamp.continuations (correlation_id, tenant, subject, actor, event) VALUES ($1, $2, $3, $4, $5::json)
$$;

-- The same for whoever may not write the tables: of the transaction's tenant alone.
CREATE FUNCTION buildamp.keep_continuation_of_tenant(
    correlation_id uuid, tenant text, subject text, actor text, event text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF tenant IS DISTINCT FROM buildamp.tenant() THEN
        RAISE EXCEPTION 'an event of the tenant % in a transaction of another', tenant
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM buildamp.keep_continuation(correlation_id, tenant, subject, actor, event);
END
$$;

-- Whichever of the two is for the caller.
CREATE FUNCTION buildamp.keep_continuation_as_caller(
    correlation_id uuid, tenant text, subject text, actor text, event text
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF row_security_active('buildamp.events') THEN
        PERFORM buildamp.keep_continuation_of_tenant(correlation_id, tenant, subject, actor, event);
    ELSE
        PERFORM buildamp.keep_continuation(correlation_id, tenant, subject, actor, event);
    END IF;
END
$$;
