-- What steps of handlers came to, so that the next attempt does not do again what one before has done.
CREATE TABLE buildamp_steps (
    delivery_id INTEGER NOT NULL REFERENCES buildamp_deliveries (id),
    name TEXT NOT NULL CHECK (name <> ''),
    -- The attempt that has done it.
    attempt INTEGER NOT NULL,
    result TEXT NOT NULL CHECK (json_valid(result)),
    finished_at INTEGER NOT NULL,
    PRIMARY KEY (delivery_id, name)
) STRICT, WITHOUT ROWID;
