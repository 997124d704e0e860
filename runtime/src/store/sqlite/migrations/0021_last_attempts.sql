-- The attempt that succeeded is the last one of its delivery, and on record in its row: a row of its own for what most
-- deliveries need one attempt for was a quarter of what carrying them cost.
ALTER TABLE buildamp_deliveries ADD COLUMN started_at INTEGER;
ALTER TABLE buildamp_deliveries ADD COLUMN finished_at INTEGER;
ALTER TABLE buildamp_deliveries ADD COLUMN finished_by TEXT;
