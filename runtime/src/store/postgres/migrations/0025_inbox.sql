-- Messages from outside that had their effect, so that a second copy has none.
CREATE TABLE buildamp.inbox (
    tenant text NOT NULL,
    consumer text COLLATE "C" NOT NULL,
    message text COLLATE "C" NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant, consumer, message)
);

CREATE INDEX inbox_received ON buildamp.inbox (received_at);

-- Nothing for anybody but the engine.
ALTER TABLE buildamp.inbox ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION buildamp.receive_for(consumer text, message text, tenant text, received_at timestamptz)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO buildamp.inbox (tenant, consumer, message, received_at)
    VALUES (receive_for.tenant, receive_for.consumer, receive_for.message, receive_for.received_at)
    ON CONFLICT DO NOTHING;
    RETURN FOUND;
END
$$;

-- The same for whoever may not write the tables: of the transaction's tenant alone.
CREATE FUNCTION buildamp.receive_of_tenant(consumer text, message text, tenant text, received_at timestamptz)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF tenant IS DISTINCT FROM buildamp.tenant() THEN
        RAISE EXCEPTION 'a message to the tenant % in a transaction of another', tenant
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN buildamp.receive_for(consumer, message, tenant, received_at);
END
$$;

-- Notes that a consumer has received the message with this id, in the transaction that has its effect; answers whether it is new.
-- Without a tenant it is the transaction's, or the only one.
CREATE FUNCTION buildamp.receive(
    consumer text, message text, tenant text DEFAULT NULL, received_at timestamptz DEFAULT clock_timestamp()
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    whose text := coalesce(tenant, buildamp.tenant(), 'default');
BEGIN
    IF coalesce(consumer, '') = '' OR coalesce(message, '') = '' OR whose = '' THEN
        RAISE EXCEPTION 'a message that is received needs a consumer, an id, and a tenant that is not empty or none'
            USING ERRCODE = 'check_violation';
    END IF;
    IF row_security_active('buildamp.events') THEN
        RETURN buildamp.receive_of_tenant(consumer, message, whose, received_at);
    END IF;
    RETURN buildamp.receive_for(consumer, message, whose, received_at);
END
$$;
