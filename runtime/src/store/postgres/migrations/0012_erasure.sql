-- What is erased of events, and the record of that.

-- When the event's data was erased; it is `null` since.
ALTER TABLE buildamp.events ADD COLUMN erased_at timestamptz;

-- Each erasure that was asked for. The name of the person is not among it: whoever knows the name finds the row by its digest.
CREATE TABLE buildamp.erasures (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- What the events were found by.
    kind text NOT NULL CHECK (kind IN ('subject', 'actor', 'event')),
    -- NULL where it is one event.
    tenant text CHECK (tenant <> ''),
    -- Set where it is one event, which is no person.
    event_id uuid,
    -- SHA-256 of kind, tenant and name.
    digest text NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    asked_by text,
    started_at timestamptz NOT NULL,
    -- NULL until nothing is left that would be erased.
    finished_at timestamptz,
    -- So many have been erased so far, and so many deliveries were ended for it.
    events bigint NOT NULL DEFAULT 0,
    deliveries bigint NOT NULL DEFAULT 0
);

CREATE INDEX erasures_digest ON buildamp.erasures (digest);

-- Nothing for anybody but the engine.
ALTER TABLE buildamp.erasures ENABLE ROW LEVEL SECURITY;

-- It is added to until it is finished, and never removed.
CREATE FUNCTION buildamp.refuse_change_of_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.finished_at IS NULL AND NEW.events >= OLD.events AND NEW.deliveries >= OLD.deliveries
            AND (NEW.seq, NEW.kind, NEW.tenant, NEW.event_id, NEW.digest, NEW.reason, NEW.asked_by, NEW.started_at)
            IS NOT DISTINCT FROM
            (OLD.seq, OLD.kind, OLD.tenant, OLD.event_id, OLD.digest, OLD.reason, OLD.asked_by, OLD.started_at)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'buildamp.erasures is append-only: what was erased stays on record';
END
$$;

CREATE TRIGGER erasures_no_change BEFORE UPDATE OR DELETE ON buildamp.erasures
    FOR EACH ROW EXECUTE FUNCTION buildamp.refuse_change_of_erasure();
CREATE TRIGGER erasures_no_truncate BEFORE TRUNCATE ON buildamp.erasures
    FOR EACH STATEMENT EXECUTE FUNCTION buildamp.refuse_change_of_erasure();

-- A transaction that says so may remove events, or erase them: their data becomes `null`, what may tell of a person is left
-- out, and nothing else is changed.
CREATE OR REPLACE FUNCTION buildamp.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('buildamp.change', true) = 'purge' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND current_setting('buildamp.change', true) = 'erase' THEN
        IF NEW.data::text = 'null' AND NEW.erased_at IS NOT NULL
            AND (NEW.subject IS NULL OR NEW.subject IS NOT DISTINCT FROM OLD.subject)
            AND (NEW.actor IS NULL OR NEW.actor IS NOT DISTINCT FROM OLD.actor)
            AND (NEW.session_id IS NULL OR NEW.session_id IS NOT DISTINCT FROM OLD.session_id)
            AND (NEW.partition_key IS NULL OR NEW.partition_key IS NOT DISTINCT FROM OLD.partition_key)
            AND (NEW.idempotency_key IS NULL OR NEW.idempotency_key IS NOT DISTINCT FROM OLD.idempotency_key)
            AND (
                NEW.seq, NEW.id, NEW.source, NEW.type, NEW.version, NEW."time", NEW.tenant, NEW.correlation_id,
                NEW.causation_id, NEW.traceparent, NEW.run_at, NEW.priority, NEW.max_attempts, NEW.progress
            ) IS NOT DISTINCT FROM (
                OLD.seq, OLD.id, OLD.source, OLD.type, OLD.version, OLD."time", OLD.tenant, OLD.correlation_id,
                OLD.causation_id, OLD.traceparent, OLD.run_at, OLD.priority, OLD.max_attempts, OLD.progress
            )
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'buildamp.events is append-only: an event is never changed and never deleted, it goes when its retention is over, and its data may only be erased';
END
$$;
