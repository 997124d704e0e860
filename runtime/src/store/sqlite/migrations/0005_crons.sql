-- What is emitted at certain times, and when next: whoever moves next_run_at on emits, in the same transaction.
CREATE TABLE buildamp_crons (
    name TEXT NOT NULL PRIMARY KEY CHECK (name <> ''),
    expression TEXT NOT NULL,
    -- IANA's name.
    zone TEXT NOT NULL,
    -- NULL when it never comes again.
    next_run_at INTEGER,
    last_run_at INTEGER,
    -- Since when its ticks pass by.
    paused_at INTEGER
) STRICT, WITHOUT ROWID;
