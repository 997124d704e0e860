ALTER TABLE buildamp_event_types DROP COLUMN secrets;
