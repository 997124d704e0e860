-- What goes again: events whose time is over.

-- What the types of events say that matters to processes that do not know them.
CREATE TABLE buildamp_event_types (
    type TEXT NOT NULL PRIMARY KEY CHECK (type <> ''),
    -- How long its events are kept, in microseconds; NULL where it does not say.
    keep INTEGER CHECK (keep > 0)
) STRICT, WITHOUT ROWID;

-- How long events are kept, in microseconds, and how far the purge has come: one row.
CREATE TABLE buildamp_purge (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    -- Those of types that say nothing of their own.
    succeeded INTEGER NOT NULL CHECK (succeeded > 0),
    -- Those with a dead delivery, at least.
    dead INTEGER NOT NULL CHECK (dead > 0),
    -- Every event up to this one is gone, is kept for ever, or is among those below.
    passed INTEGER NOT NULL
) STRICT;

-- Events that were looked at before their time was over, and when to look again.
CREATE TABLE buildamp_purge_later (
    event_seq INTEGER PRIMARY KEY,
    look_at INTEGER NOT NULL
) STRICT;

CREATE INDEX buildamp_purge_later_due ON buildamp_purge_later (look_at);

-- Events that the purge looks at, and until when each is kept. There are rows within its transaction alone.
CREATE TABLE buildamp_purging (
    seq INTEGER PRIMARY KEY,
    until INTEGER NOT NULL
) STRICT;

DROP TRIGGER buildamp_events_no_delete;
CREATE TRIGGER buildamp_events_no_delete BEFORE DELETE ON buildamp_events
WHEN NOT EXISTS (SELECT 1 FROM buildamp_purging WHERE seq = OLD.seq)
BEGIN
    SELECT RAISE(ABORT, 'buildamp_events is append-only: an event is never deleted, it goes when its retention is over');
END;
