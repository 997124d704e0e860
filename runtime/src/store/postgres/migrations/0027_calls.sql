-- Calls of other services: what was asked of whom, and what that came to.
CREATE TABLE buildamp.calls (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service text NOT NULL,
    -- NULL where it belongs to no event.
    event_id uuid,
    delivery_id bigint,
    attempt integer,
    tenant text,
    -- On whose behalf, where it belongs to no event.
    actor text,
    idempotency_key text NOT NULL,
    -- Method and URL, with the names of fields and of variables.
    request text NOT NULL,
    started_at timestamptz NOT NULL,
    -- Microseconds.
    took bigint NOT NULL,
    status integer,
    -- NULL where it has succeeded.
    failure text,
    error text,
    -- Its beginning.
    answer text
);

CREATE INDEX calls_event ON buildamp.calls (event_id, number) WHERE event_id IS NOT NULL;
-- Those of no event go by their time, and are found by whoever they were made for.
CREATE INDEX calls_alone ON buildamp.calls (started_at) WHERE event_id IS NULL;
CREATE INDEX calls_actor ON buildamp.calls (actor) WHERE event_id IS NULL AND actor IS NOT NULL;

-- Nothing for anybody but the engine.
ALTER TABLE buildamp.calls ENABLE ROW LEVEL SECURITY;
