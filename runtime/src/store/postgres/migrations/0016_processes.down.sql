ALTER TABLE buildamp.workers DROP COLUMN machine, DROP COLUMN process;
