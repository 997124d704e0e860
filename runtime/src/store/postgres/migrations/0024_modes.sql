-- When a consumer's handler runs, as its worker says: 'durable', 'inline', 'inline, required'. Emitting does not go by it.
ALTER TABLE buildamp.consumers ADD COLUMN mode text NOT NULL DEFAULT 'durable';
