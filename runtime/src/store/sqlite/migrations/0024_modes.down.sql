ALTER TABLE buildamp_consumers DROP COLUMN mode;
