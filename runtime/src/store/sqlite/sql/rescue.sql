-- ?1 now
--
-- run_at stays: who was due before goes before, so that a backlog does not hold up what a crash has held up already.
SAVEPOINT buildamp;

INSERT INTO buildamp_attempts (delivery_id, number, worker, started_at, finished_at, outcome, error)
SELECT id, attempt, worker, claimed_at, ?1, 'worker_lost', 'its worker gave no sign of life until the lease ran out'
FROM buildamp_deliveries
WHERE state = 'running' AND lease_until < ?1;

UPDATE buildamp_deliveries
SET
    state = iif(attempt - attempt_base >= max_attempts, 'dead', 'retrying'),
    dead_reason = iif(attempt - attempt_base >= max_attempts, 'worker_lost', NULL),
    worker = NULL,
    claimed_at = NULL,
    lease_until = NULL
WHERE state = 'running' AND lease_until < ?1
RETURNING id, state;

RELEASE buildamp;
