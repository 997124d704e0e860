-- Events that are emitted once all deliveries of their chains have ended.
CREATE TABLE buildamp_continuations (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    correlation_id TEXT NOT NULL,
    tenant TEXT NOT NULL CHECK (tenant <> ''),
    subject TEXT,
    actor TEXT,
    -- The event as it is emitted then, as JSON.
    event TEXT NOT NULL,
    -- A delivery of the chain that had not ended when it was looked for last.
    open_delivery INTEGER
) STRICT;
