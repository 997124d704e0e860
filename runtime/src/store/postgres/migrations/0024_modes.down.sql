ALTER TABLE buildamp.consumers DROP COLUMN mode;
