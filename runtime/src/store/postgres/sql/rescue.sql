-- $1 now
--
-- run_at stays: who was due before goes before, so that a backlog does not hold up what a crash has held up already. What
-- its worker settles at this moment is that worker's.
WITH lost AS MATERIALIZED (
    SELECT id, attempt, worker, claimed_at, attempt - attempt_base >= max_attempts AS is_last
    FROM buildamp.deliveries
    WHERE state = 'running' AND lease_until < $1
    ORDER BY id
    FOR UPDATE SKIP LOCKED
),
recorded AS (
    INSERT INTO buildamp.attempts (delivery_id, number, worker, started_at, finished_at, outcome, error)
    SELECT
        id, attempt, worker, claimed_at, $1, 'worker_lost', 'its worker gave no sign of life until the lease ran out'
    FROM lost
)
UPDATE buildamp.deliveries AS delivery
SET
    state = CASE WHEN lost.is_last THEN 'dead' ELSE 'retrying' END::buildamp.state,
    dead_reason = CASE WHEN lost.is_last THEN 'worker_lost' END,
    worker = NULL,
    claimed_at = NULL,
    lease_until = NULL
FROM lost
WHERE delivery.id = lost.id
RETURNING delivery.id, delivery.state = 'dead' AS is_dead;
