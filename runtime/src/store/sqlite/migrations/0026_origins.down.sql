ALTER TABLE buildamp_workers DROP COLUMN instance;
