-- The last event of each key, for as long as it may wait: the next one takes its place.
CREATE TABLE buildamp_debounces (
    tenant TEXT NOT NULL CHECK (tenant <> ''),
    type TEXT NOT NULL,
    key TEXT NOT NULL CHECK (key <> ''),
    -- No reference: a row outlives what it is about by a minute, and has no say in what is removed.
    event_seq INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, type, key)
) STRICT, WITHOUT ROWID;
