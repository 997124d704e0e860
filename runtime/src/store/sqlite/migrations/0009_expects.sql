-- Events that ought to come: whoever moves the row of one that did not tells of it, in the same transaction.
CREATE TABLE buildamp_expects (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    -- Which events count: the glob of their types, what their subject begins with and their tenant, NULL for any.
    pattern TEXT NOT NULL,
    subject TEXT,
    tenant TEXT,
    every INTEGER NOT NULL CHECK (every > 0),
    -- Up to which event was looked, and when.
    looked_seq INTEGER NOT NULL,
    looked_at INTEGER NOT NULL,
    -- NULL as long as none came.
    last_seen_at INTEGER,
    deadline INTEGER NOT NULL,
    -- When it was told that none came, until one does.
    missed_at INTEGER,
    -- Counts every move and is the fence of the next.
    turn INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
