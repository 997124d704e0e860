-- What is emitted at certain times, and when next: whoever moves next_run_at on emits, in the same transaction.
CREATE TABLE buildamp.crons (
    name text PRIMARY KEY CHECK (name <> ''),
    expression text NOT NULL,
    -- IANA's name.
    zone text NOT NULL,
    -- NULL when it never comes again.
    next_run_at timestamptz,
    last_run_at timestamptz,
    -- Since when its ticks pass by.
    paused_at timestamptz
);
