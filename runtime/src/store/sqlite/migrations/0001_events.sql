-- Times are microseconds since 1970. Ids are UUIDs as text.

-- What happened. Rows are added, and removed by retention alone; a delivery, not the event, says what became of it.
CREATE TABLE buildamp_events (
    -- The order of storing. Never used twice, so that a reader may remember how far it got.
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    subject TEXT,
    time INTEGER NOT NULL,
    data TEXT NOT NULL CHECK (json_valid(data)),
    tenant TEXT NOT NULL CHECK (tenant <> ''),
    actor TEXT,
    session_id TEXT,
    correlation_id TEXT NOT NULL,
    causation_id TEXT,
    traceparent TEXT,
    partition_key TEXT,
    idempotency_key TEXT CHECK (idempotency_key <> ''),
    -- What the emitter asked of its deliveries, for those to consumers that come later too.
    run_at INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    max_attempts INTEGER CHECK (max_attempts > 0)
) STRICT;

CREATE UNIQUE INDEX buildamp_events_idempotency ON buildamp_events (tenant, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX buildamp_events_feed ON buildamp_events (tenant, time);
CREATE INDEX buildamp_events_subject ON buildamp_events (tenant, subject, time) WHERE subject IS NOT NULL;
CREATE INDEX buildamp_events_actor ON buildamp_events (tenant, actor, time) WHERE actor IS NOT NULL;
CREATE INDEX buildamp_events_session ON buildamp_events (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX buildamp_events_correlation ON buildamp_events (correlation_id);

CREATE TRIGGER buildamp_events_no_update BEFORE UPDATE ON buildamp_events BEGIN
    SELECT RAISE(ABORT, 'buildamp_events is append-only: an event is never changed');
END;

CREATE TRIGGER buildamp_events_no_delete BEFORE DELETE ON buildamp_events BEGIN
    SELECT RAISE(ABORT, 'buildamp_events is append-only: an event is never deleted');
END;

-- REPLACE would delete without asking the trigger above.
CREATE TRIGGER buildamp_events_no_replace BEFORE INSERT ON buildamp_events
WHEN EXISTS (SELECT 1 FROM buildamp_events WHERE id = NEW.id)
    OR EXISTS (SELECT 1 FROM buildamp_events WHERE seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'buildamp_events is append-only: there is an event with this id');
END;

CREATE TRIGGER buildamp_events_first_of_key BEFORE INSERT ON buildamp_events
WHEN NEW.idempotency_key IS NOT NULL AND EXISTS (
    SELECT 1 FROM buildamp_events WHERE tenant = NEW.tenant AND idempotency_key = NEW.idempotency_key
)
BEGIN
    SELECT RAISE(IGNORE);
END;

-- Who handles what. Emitting selects from here, so that a process without handlers reaches them all.
CREATE TABLE buildamp_consumers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    -- The subscription as it was written, and as SQL matches it: type GLOB glob AND (dots IS NULL OR dots = its dots).
    pattern TEXT NOT NULL,
    glob TEXT NOT NULL,
    dots INTEGER,
    max_attempts INTEGER NOT NULL CHECK (max_attempts > 0),
    registered_at INTEGER NOT NULL
) STRICT;

-- What becomes of an event at a consumer.
CREATE TABLE buildamp_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_seq INTEGER NOT NULL REFERENCES buildamp_events (seq),
    consumer_id INTEGER NOT NULL REFERENCES buildamp_consumers (id),
    state TEXT NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'running', 'retrying', 'succeeded', 'dead', 'cancelled')),
    priority INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    -- Counts every claim and is the fence of every write of a worker.
    attempt INTEGER NOT NULL DEFAULT 0,
    -- The claims that do not count against max_attempts: those before a replay, snoozed or released ones.
    attempt_base INTEGER NOT NULL DEFAULT 0 CHECK (attempt_base <= attempt),
    max_attempts INTEGER NOT NULL CHECK (max_attempts > 0),
    worker TEXT,
    claimed_at INTEGER,
    lease_until INTEGER,
    dead_reason TEXT
        CHECK (dead_reason IN ('exhausted', 'fatal', 'worker_lost', 'undecodable', 'unknown_type')),
    UNIQUE (event_seq, consumer_id),
    CHECK ((state = 'running') = (worker IS NOT NULL AND claimed_at IS NOT NULL AND lease_until IS NOT NULL)),
    CHECK ((state = 'dead') = (dead_reason IS NOT NULL))
) STRICT;

-- The claim: of one consumer and priority, the longest due first.
CREATE INDEX buildamp_deliveries_waiting ON buildamp_deliveries (consumer_id, priority, run_at, id)
    WHERE state IN ('pending', 'retrying');
CREATE INDEX buildamp_deliveries_leases ON buildamp_deliveries (lease_until) WHERE state = 'running';
CREATE INDEX buildamp_deliveries_dead ON buildamp_deliveries (consumer_id, id) WHERE state = 'dead';

-- Every run of a handler that ended, whichever way.
CREATE TABLE buildamp_attempts (
    delivery_id INTEGER NOT NULL REFERENCES buildamp_deliveries (id),
    number INTEGER NOT NULL,
    worker TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    outcome TEXT NOT NULL
        CHECK (outcome IN ('succeeded', 'failed', 'snoozed', 'released', 'cancelled', 'worker_lost')),
    error TEXT,
    PRIMARY KEY (delivery_id, number)
) STRICT, WITHOUT ROWID;

-- Processes that run handlers, until they have given no sign of life for a lease.
CREATE TABLE buildamp_workers (
    id TEXT PRIMARY KEY,
    started_at INTEGER NOT NULL,
    alive_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE buildamp_worker_consumers (
    worker_id TEXT NOT NULL REFERENCES buildamp_workers (id) ON DELETE CASCADE,
    consumer_id INTEGER NOT NULL REFERENCES buildamp_consumers (id),
    PRIMARY KEY (worker_id, consumer_id)
) STRICT, WITHOUT ROWID;
