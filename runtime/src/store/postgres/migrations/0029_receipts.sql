-- Notes messages from outside, each of a tenant and a consumer; answers whether all of them are new. Where they belong to one event
-- and one is known, none is noted. Where they belong to several, whoever calls has to know which one is: nothing is noted, and the
-- statement is refused.
CREATE FUNCTION buildamp.receive_all(
    tenants text[], consumers text[], messages text[], received_at timestamptz[], are_of_one boolean
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    noted tid[];
BEGIN
    -- In one order, so that of two transactions with the same messages none waits for the other in a circle.
    WITH new AS (
        INSERT INTO buildamp.inbox (tenant, consumer, message, received_at)
        SELECT each.tenant, each.consumer, each.message, each.at
        FROM unnest(receive_all.tenants, receive_all.consumers, receive_all.messages, receive_all.received_at)
            AS each (tenant, consumer, message, at)
        ORDER BY each.tenant, each.consumer, each.message
        ON CONFLICT DO NOTHING
        RETURNING ctid
    )
    SELECT array_agg(ctid) INTO noted FROM new;
    IF coalesce(cardinality(noted), 0) = cardinality(receive_all.messages) THEN
        RETURN true;
    END IF;
    IF NOT receive_all.are_of_one THEN
        RAISE EXCEPTION 'one of several messages was received before' USING ERRCODE = 'unique_violation';
    END IF;
    DELETE FROM buildamp.inbox WHERE ctid = ANY (noted);
    RETURN false;
END
$$;

-- The engine's alone: whoever is held to a tenant has `buildamp.receive`.
REVOKE EXECUTE ON FUNCTION buildamp.receive_all FROM PUBLIC;
