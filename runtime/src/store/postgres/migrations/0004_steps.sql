-- What steps of handlers came to, so that the next attempt does not do again what one before has done.
CREATE TABLE buildamp.steps (
    delivery_id bigint NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    -- The attempt that has done it.
    attempt integer NOT NULL,
    -- json and not jsonb, as the data of an event.
    result json NOT NULL,
    finished_at timestamptz NOT NULL,
    PRIMARY KEY (delivery_id, name)
);
