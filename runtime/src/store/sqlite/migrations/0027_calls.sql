-- Calls of other services: what was asked of whom, and what that came to.
CREATE TABLE buildamp_calls (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    service TEXT NOT NULL,
    -- NULL where it belongs to no event.
    event_id TEXT,
    delivery_id INTEGER,
    attempt INTEGER,
    tenant TEXT,
    -- On whose behalf, where it belongs to no event.
    actor TEXT,
    idempotency_key TEXT NOT NULL,
    -- Method and URL, with the names of fields and of variables.
    request TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    -- Microseconds.
    took INTEGER NOT NULL,
    status INTEGER,
    -- NULL where it has succeeded.
    failure TEXT,
    error TEXT,
    -- Its beginning.
    answer TEXT
) STRICT;

CREATE INDEX buildamp_calls_event ON buildamp_calls (event_id, number) WHERE event_id IS NOT NULL;
-- Those of no event go by their time, and are found by whoever they were made for.
CREATE INDEX buildamp_calls_alone ON buildamp_calls (started_at) WHERE event_id IS NULL;
CREATE INDEX buildamp_calls_actor ON buildamp_calls (actor) WHERE event_id IS NULL AND actor IS NOT NULL;
