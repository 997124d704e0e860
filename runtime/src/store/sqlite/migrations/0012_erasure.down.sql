DROP TRIGGER buildamp_events_no_update;
CREATE TRIGGER buildamp_events_no_update BEFORE UPDATE ON buildamp_events BEGIN
    SELECT RAISE(ABORT, 'buildamp_events is append-only: an event is never changed');
END;

DROP TABLE buildamp_erasing;
DROP TABLE buildamp_erasures;
ALTER TABLE buildamp_events DROP COLUMN erased_at;
