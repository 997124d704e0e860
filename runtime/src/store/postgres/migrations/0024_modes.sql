-- When a consumer's handler runs, as its worker says: 'durable', 'inline', 'inline, required', 'ephemeral'. Emitting does not
-- go by it: what an ephemeral consumer's events are matched by fits none.
ALTER TABLE buildamp.consumers ADD COLUMN mode text NOT NULL DEFAULT 'durable';
