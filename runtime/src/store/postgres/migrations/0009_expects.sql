-- Events that ought to come: whoever moves the row of one that did not tells of it, in the same transaction.
CREATE TABLE buildamp.expects (
    name text PRIMARY KEY CHECK (name <> ''),
    -- Which events count: the glob of their types, what their subject begins with and their tenant, NULL for any.
    pattern text NOT NULL,
    subject text,
    tenant text,
    -- In microseconds.
    every bigint NOT NULL CHECK (every > 0),
    -- Up to which event was looked, and when.
    looked_seq bigint NOT NULL,
    looked_at timestamptz NOT NULL,
    -- NULL as long as none came.
    last_seen_at timestamptz,
    deadline timestamptz NOT NULL,
    -- When it was told that none came, until one does.
    missed_at timestamptz,
    -- Counts every move and is the fence of the next.
    turn bigint NOT NULL DEFAULT 0
);
