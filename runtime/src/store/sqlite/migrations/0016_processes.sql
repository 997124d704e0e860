-- Where a worker runs, and as which process: others on its machine see at once when it is gone.
ALTER TABLE buildamp_workers ADD COLUMN machine TEXT;
ALTER TABLE buildamp_workers ADD COLUMN process TEXT;
