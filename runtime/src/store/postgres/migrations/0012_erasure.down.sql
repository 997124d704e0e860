CREATE OR REPLACE FUNCTION buildamp.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('buildamp.change', true) = 'purge' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'buildamp.events is append-only: an event is never changed and never deleted, it goes when its retention is over';
END
$$;

DROP TABLE buildamp.erasures;
DROP FUNCTION buildamp.refuse_change_of_erasure;
ALTER TABLE buildamp.events DROP COLUMN erased_at;
