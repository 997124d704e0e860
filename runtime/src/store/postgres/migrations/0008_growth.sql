-- What goes again: events whose time is over.

-- What the types of events say that matters to processes that do not know them.
CREATE TABLE buildamp.event_types (
    type text PRIMARY KEY CHECK (type <> ''),
    -- How long its events are kept; NULL where it does not say.
    keep interval CHECK (keep > interval '0')
);

-- How long events are kept, and how far the purge has come: one row.
CREATE TABLE buildamp.purge (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    -- Those of types that say nothing of their own.
    succeeded interval NOT NULL CHECK (succeeded > interval '0'),
    -- Those with a dead delivery, at least.
    dead interval NOT NULL CHECK (dead > interval '0'),
    -- Every event up to this one is gone, is kept for ever, or is among those below.
    passed bigint NOT NULL
);

-- Events that were looked at before their time was over, and when to look again.
CREATE TABLE buildamp.purge_later (
    event_seq bigint PRIMARY KEY,
    look_at timestamptz NOT NULL
);

CREATE INDEX purge_later_due ON buildamp.purge_later (look_at);

-- A transaction that says so may remove events.
CREATE OR REPLACE FUNCTION buildamp.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('buildamp.change', true) = 'purge' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'buildamp.events is append-only: an event is never changed and never deleted, it goes when its retention is over';
END
$$;
