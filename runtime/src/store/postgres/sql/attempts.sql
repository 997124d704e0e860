-- $1 delivery. The one that succeeded is in its row.
SELECT number, started_at, finished_at, outcome, error FROM buildamp.attempts WHERE delivery_id = $1
UNION ALL
SELECT attempt, started_at, finished_at, 'succeeded', NULL FROM buildamp.deliveries WHERE id = $1 AND finished_at IS NOT NULL
ORDER BY number;
