-- When a consumer's handler runs, as its worker says: 'durable', 'inline', 'inline, required'. Emitting does not go by it.
ALTER TABLE buildamp_consumers ADD COLUMN mode TEXT NOT NULL DEFAULT 'durable';
