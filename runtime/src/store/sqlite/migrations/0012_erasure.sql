-- What is erased of events, and the record of that.

-- When the event's data was erased; it is `null` since.
ALTER TABLE buildamp_events ADD COLUMN erased_at INTEGER;

-- Each erasure that was asked for. The name of the person is not among it: whoever knows the name finds the row by its digest.
CREATE TABLE buildamp_erasures (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    -- What the events were found by.
    kind TEXT NOT NULL CHECK (kind IN ('subject', 'actor', 'event')),
    -- NULL where it is one event.
    tenant TEXT CHECK (tenant <> ''),
    -- Set where it is one event, which is no person.
    event_id TEXT,
    -- SHA-256 of kind, tenant and name.
    digest TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (reason <> ''),
    asked_by TEXT,
    started_at INTEGER NOT NULL,
    -- NULL until nothing is left that would be erased.
    finished_at INTEGER,
    -- So many have been erased so far, and so many deliveries were ended for it.
    events INTEGER NOT NULL DEFAULT 0,
    deliveries INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX buildamp_erasures_digest ON buildamp_erasures (digest);

-- It is added to until it is finished, and never removed.
CREATE TRIGGER buildamp_erasures_no_update BEFORE UPDATE ON buildamp_erasures
WHEN OLD.finished_at IS NOT NULL OR NEW.events < OLD.events OR NEW.deliveries < OLD.deliveries
    OR (NEW.seq, NEW.kind, NEW.tenant, NEW.event_id, NEW.digest, NEW.reason, NEW.asked_by, NEW.started_at)
    IS NOT (OLD.seq, OLD.kind, OLD.tenant, OLD.event_id, OLD.digest, OLD.reason, OLD.asked_by, OLD.started_at)
BEGIN
    SELECT RAISE(ABORT, 'buildamp_erasures is append-only: what was erased stays on record');
END;

CREATE TRIGGER buildamp_erasures_no_delete BEFORE DELETE ON buildamp_erasures BEGIN
    SELECT RAISE(ABORT, 'buildamp_erasures is append-only: what was erased stays on record');
END;

-- REPLACE would delete without asking the trigger above.
CREATE TRIGGER buildamp_erasures_no_replace BEFORE INSERT ON buildamp_erasures
WHEN EXISTS (SELECT 1 FROM buildamp_erasures WHERE seq = NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'buildamp_erasures is append-only: there is one of this number');
END;

-- Events that are being erased. There are rows within that transaction alone.
CREATE TABLE buildamp_erasing (
    seq INTEGER PRIMARY KEY
) STRICT;

DROP TRIGGER buildamp_events_no_update;
CREATE TRIGGER buildamp_events_no_update BEFORE UPDATE ON buildamp_events
WHEN NOT EXISTS (SELECT 1 FROM buildamp_erasing WHERE seq = OLD.seq)
    OR NEW.data <> 'null' OR NEW.erased_at IS NULL
    OR (NEW.subject IS NOT NULL AND NEW.subject IS NOT OLD.subject)
    OR (NEW.actor IS NOT NULL AND NEW.actor IS NOT OLD.actor)
    OR (NEW.session_id IS NOT NULL AND NEW.session_id IS NOT OLD.session_id)
    OR (NEW.partition_key IS NOT NULL AND NEW.partition_key IS NOT OLD.partition_key)
    OR (NEW.idempotency_key IS NOT NULL AND NEW.idempotency_key IS NOT OLD.idempotency_key)
    OR (
        NEW.seq, NEW.id, NEW.source, NEW.type, NEW.version, NEW.time, NEW.tenant, NEW.correlation_id, NEW.causation_id,
        NEW.traceparent, NEW.run_at, NEW.priority, NEW.max_attempts, NEW.progress
    ) IS NOT (
        OLD.seq, OLD.id, OLD.source, OLD.type, OLD.version, OLD.time, OLD.tenant, OLD.correlation_id, OLD.causation_id,
        OLD.traceparent, OLD.run_at, OLD.priority, OLD.max_attempts, OLD.progress
    )
BEGIN
    SELECT RAISE(ABORT, 'buildamp_events is append-only: an event is never changed, its data may only be erased');
END;
