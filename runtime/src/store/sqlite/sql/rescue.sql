-- ?1 now, ?2 the backoff's base, ?3 its cap, both in microseconds
SAVEPOINT buildamp;

INSERT INTO buildamp_attempts (delivery_id, number, worker, started_at, finished_at, outcome, error)
SELECT id, attempt, worker, claimed_at, ?1, 'worker_lost', 'its worker gave no sign of life until the lease ran out'
FROM buildamp_deliveries
WHERE state = 'running' AND lease_until < ?1;

UPDATE buildamp_deliveries
SET
    state = iif(attempt - attempt_base >= max_attempts, 'dead', 'retrying'),
    dead_reason = iif(attempt - attempt_base >= max_attempts, 'worker_lost', NULL),
    -- Doubled with each attempt up to the cap, times a random share.
    run_at = ?1 + CAST(
        min(?3, ?2 << min(attempt - attempt_base - 1, 30)) * (abs(random() % 1000001) / 1000000.0) AS INTEGER
    ),
    worker = NULL,
    claimed_at = NULL,
    lease_until = NULL
WHERE state = 'running' AND lease_until < ?1
RETURNING state;

RELEASE buildamp;
