INSERT INTO buildamp.attempts (delivery_id, number, worker, started_at, finished_at, outcome)
SELECT id, attempt, finished_by, started_at, finished_at, 'succeeded' FROM buildamp.deliveries WHERE finished_at IS NOT NULL;
ALTER TABLE buildamp.deliveries DROP COLUMN started_at, DROP COLUMN finished_at, DROP COLUMN finished_by;
