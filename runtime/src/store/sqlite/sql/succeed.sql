-- Attempts of one worker that have succeeded, as most do.
--
-- ?1 worker, ?2 a JSON array of [delivery, attempt, started at], ?3 now
SAVEPOINT buildamp;

-- What another attempt has taken over is told, and not changed.
SELECT ended.value ->> 0 AS id, ended.value ->> 1 AS attempt
FROM jsonb_each(?2) AS ended
WHERE NOT EXISTS (
    SELECT 1 FROM buildamp_deliveries AS delivery
    WHERE delivery.id = ended.value ->> 0 AND delivery.state = 'running' AND delivery.attempt = ended.value ->> 1
        AND delivery.worker = ?1
);

UPDATE buildamp_deliveries
SET
    state = 'succeeded', started_at = ended.started_at, finished_at = ?3, finished_by = ?1, worker = NULL,
    claimed_at = NULL, lease_until = NULL
FROM (SELECT value ->> 0 AS id, value ->> 1 AS attempt, value ->> 2 AS started_at FROM jsonb_each(?2)) AS ended
WHERE buildamp_deliveries.id = ended.id AND buildamp_deliveries.state = 'running'
    AND buildamp_deliveries.attempt = ended.attempt AND buildamp_deliveries.worker = ?1;

RELEASE buildamp;
