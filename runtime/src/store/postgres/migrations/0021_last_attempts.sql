-- The attempt that succeeded is the last one of its delivery, and on record in its row: a row of its own for what most
-- deliveries need one attempt for was a quarter of what carrying them cost.
ALTER TABLE buildamp.deliveries
    ADD COLUMN started_at timestamptz,
    ADD COLUMN finished_at timestamptz,
    ADD COLUMN finished_by uuid;
