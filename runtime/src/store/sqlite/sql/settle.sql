-- ?1: a JSON array of {id, attempt, worker, started_at, finished_at, outcome, error, state, run_at, reason, free}
--
-- An attempt that succeeded is on record in the delivery's row, the others by themselves. What another attempt has taken over
-- is told, and neither recorded nor changed.
SAVEPOINT buildamp;

SELECT ended.value ->> 'id' AS id, ended.value ->> 'attempt' AS attempt
FROM jsonb_each(?1) AS ended
WHERE NOT EXISTS (
    SELECT 1 FROM buildamp_deliveries AS delivery
    WHERE delivery.id = ended.value ->> 'id' AND delivery.state = 'running'
        AND delivery.attempt = ended.value ->> 'attempt' AND delivery.worker = ended.value ->> 'worker'
);

INSERT INTO buildamp_attempts (delivery_id, number, worker, started_at, finished_at, outcome, error)
SELECT
    delivery.id, delivery.attempt, delivery.worker, ended.value ->> 'started_at',
    ended.value ->> 'finished_at', ended.value ->> 'outcome', ended.value ->> 'error'
FROM jsonb_each(?1) AS ended
CROSS JOIN buildamp_deliveries AS delivery ON delivery.id = ended.value ->> 'id'
WHERE ended.value ->> 'outcome' <> 'succeeded'
    AND delivery.state = 'running'
    AND delivery.attempt = ended.value ->> 'attempt'
    AND delivery.worker = ended.value ->> 'worker';

UPDATE buildamp_deliveries
SET
    state = ended.state,
    run_at = coalesce(ended.run_at, buildamp_deliveries.run_at),
    attempt_base = attempt_base + ended.free,
    dead_reason = ended.reason,
    started_at = iif(ended.outcome = 'succeeded', ended.started_at, NULL),
    finished_at = iif(ended.outcome = 'succeeded', ended.finished_at, NULL),
    finished_by = iif(ended.outcome = 'succeeded', ended.worker, NULL),
    worker = NULL,
    claimed_at = NULL,
    lease_until = NULL
FROM (
    SELECT
        value ->> 'id' AS id, value ->> 'attempt' AS attempt, value ->> 'worker' AS worker, value ->> 'state' AS state,
        value ->> 'run_at' AS run_at, value ->> 'reason' AS reason, value ->> 'free' AS free, value ->> 'outcome' AS outcome, value ->> 'started_at' AS started_at,
        value ->> 'finished_at' AS finished_at
    FROM jsonb_each(?1)
) AS ended
WHERE buildamp_deliveries.id = ended.id
    AND buildamp_deliveries.state = 'running'
    AND buildamp_deliveries.attempt = ended.attempt
    AND buildamp_deliveries.worker = ended.worker;

RELEASE buildamp;
