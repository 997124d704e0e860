DROP TRIGGER buildamp_events_no_update;
CREATE TRIGGER buildamp_events_no_update BEFORE UPDATE ON buildamp_events BEGIN
    SELECT RAISE(ABORT, 'buildamp_events is append-only: an event is never changed');
END;

DROP TRIGGER buildamp_events_no_delete;
CREATE TRIGGER buildamp_events_no_delete BEFORE DELETE ON buildamp_events BEGIN
    SELECT RAISE(ABORT, 'buildamp_events is append-only: an event is never deleted');
END;

DROP TABLE buildamp_erasures;
DROP TABLE buildamp_erasing;
DROP TABLE buildamp_purging;
DROP TABLE buildamp_purge_later;
DROP TABLE buildamp_purge;
DROP TABLE buildamp_event_types;

ALTER TABLE buildamp_events DROP COLUMN erased_at;
