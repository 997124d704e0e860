INSERT INTO buildamp_attempts (delivery_id, number, worker, started_at, finished_at, outcome)
SELECT id, attempt, finished_by, started_at, finished_at, 'succeeded' FROM buildamp_deliveries WHERE finished_at IS NOT NULL;
ALTER TABLE buildamp_deliveries DROP COLUMN started_at;
ALTER TABLE buildamp_deliveries DROP COLUMN finished_at;
ALTER TABLE buildamp_deliveries DROP COLUMN finished_by;
