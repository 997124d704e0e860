-- ?1 delivery. The one that succeeded is in its row.
SELECT attempt.number, attempt.started_at, attempt.finished_at, attempt.outcome, attempt.error,
    attempt.worker AS worker_id, worker.instance
FROM (
    SELECT number, started_at, finished_at, outcome, error, worker FROM buildamp_attempts WHERE delivery_id = ?1
    UNION ALL
    SELECT attempt, started_at, finished_at, 'succeeded', NULL, finished_by
    FROM buildamp_deliveries WHERE id = ?1 AND finished_at IS NOT NULL
) AS attempt
LEFT JOIN buildamp_workers AS worker ON worker.id = attempt.worker
ORDER BY attempt.number;
