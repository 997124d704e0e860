-- What goes again: events whose time is over, and what erased ones said.

-- When what the event said was erased; its data is null since.
ALTER TABLE buildamp.events ADD COLUMN erased_at timestamptz;

-- What the types of events say that matters to processes that do not know them.
CREATE TABLE buildamp.event_types (
    type text PRIMARY KEY CHECK (type <> ''),
    -- How long its events are kept; NULL where it does not say.
    keep interval CHECK (keep > interval '0'),
    -- The paths in its data that nobody is shown.
    secrets text[] NOT NULL
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

-- Who had what erased, and why.
CREATE TABLE buildamp.erasures (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    by text NOT NULL CHECK (by <> ''),
    reason text NOT NULL CHECK (reason <> ''),
    -- Which events were meant.
    filter json NOT NULL,
    events bigint NOT NULL
);

-- A transaction that says so may remove events or erase what they say, and change nothing else of them.
CREATE OR REPLACE FUNCTION buildamp.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text := current_setting('buildamp.change', true);
BEGIN
    IF TG_OP = 'DELETE' AND said = 'purge' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND said = 'erase' THEN
        OLD.data := 'null';
        OLD.erased_at := NEW.erased_at;
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'buildamp.events is append-only: an event is never changed and never deleted, it goes when its retention is over';
END
$$;
