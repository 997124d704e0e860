SELECT number, started_at, finished_at, outcome, error FROM buildamp_attempts WHERE delivery_id = ?1
UNION ALL
SELECT attempt, started_at, finished_at, 'succeeded', NULL FROM buildamp_deliveries WHERE id = ?1 AND finished_at IS NOT NULL
ORDER BY number;
