CREATE OR REPLACE FUNCTION buildamp.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'buildamp.events is append-only: an event is never changed and never deleted';
END
$$;

DROP TABLE buildamp.purge_later;
DROP TABLE buildamp.purge;
DROP TABLE buildamp.event_types;
