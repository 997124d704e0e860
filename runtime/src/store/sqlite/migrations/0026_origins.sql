-- Which process a worker is, for those who look at what it does.
ALTER TABLE buildamp_workers ADD COLUMN instance TEXT;
