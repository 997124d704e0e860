ALTER TABLE buildamp_workers DROP COLUMN process;
ALTER TABLE buildamp_workers DROP COLUMN machine;
