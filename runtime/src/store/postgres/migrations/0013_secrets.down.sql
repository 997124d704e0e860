ALTER TABLE buildamp.event_types DROP COLUMN secrets;
