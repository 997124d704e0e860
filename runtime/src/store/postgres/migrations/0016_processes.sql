-- Where a worker runs, and as which process: others on its machine see at once when it is gone.
ALTER TABLE buildamp.workers ADD COLUMN machine text, ADD COLUMN process text;
