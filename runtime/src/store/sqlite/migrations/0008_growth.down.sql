DROP TRIGGER buildamp_events_no_delete;
CREATE TRIGGER buildamp_events_no_delete BEFORE DELETE ON buildamp_events BEGIN
    SELECT RAISE(ABORT, 'buildamp_events is append-only: an event is never deleted');
END;

DROP TABLE buildamp_purging;
DROP TABLE buildamp_purge_later;
DROP TABLE buildamp_purge;
DROP TABLE buildamp_event_types;
