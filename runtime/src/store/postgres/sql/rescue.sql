-- $1 now, $2 how often a worker may be lost
--
-- run_at stays: who was due before goes before, so that a backlog does not hold up what a crash has held up already. What
-- was lost more than once may be what kills its worker: one by one it runs again, a fifth of a second apart, so that the
-- others are done before it or not yet claimed. What its worker settles at this moment is that worker's.
WITH lost AS MATERIALIZED (
    SELECT id, attempt, attempt - attempt_base AS tried, max_attempts, run_at, worker, claimed_at
    FROM buildamp.deliveries
    WHERE state = 'running' AND lease_until < $1
    ORDER BY id
    FOR UPDATE SKIP LOCKED
),
-- The budget of attempts is this one and the last so many on record that count.
counted AS (
    SELECT
        lost.*,
        1 + (
            SELECT count(*)
            FROM (
                SELECT outcome FROM buildamp.attempts
                WHERE delivery_id = lost.id AND outcome IN ('failed', 'worker_lost')
                ORDER BY number DESC
                LIMIT lost.tried - 1
            ) AS before
            WHERE before.outcome = 'worker_lost'
        ) AS losses
    FROM lost
),
ended AS (
    SELECT
        id, tried >= max_attempts OR losses >= $2 AS is_dead,
        CASE
            WHEN losses > 1 THEN $1 + interval '200 milliseconds'
                * (row_number() OVER (PARTITION BY losses > 1 ORDER BY run_at, id) - 1)::double precision
            ELSE run_at
        END AS run_at
    FROM counted
),
recorded AS (
    INSERT INTO buildamp.attempts (delivery_id, number, worker, started_at, finished_at, outcome, error)
    SELECT
        id, attempt, worker, claimed_at, $1, 'worker_lost', 'its worker gave no sign of life until the lease ran out'
    FROM lost
)
UPDATE buildamp.deliveries AS delivery
SET
    state = CASE WHEN ended.is_dead THEN 'dead' ELSE 'retrying' END::buildamp.state,
    dead_reason = CASE WHEN ended.is_dead THEN 'worker_lost' END,
    run_at = ended.run_at,
    worker = NULL,
    claimed_at = NULL,
    lease_until = NULL
FROM ended
WHERE delivery.id = ended.id
RETURNING delivery.id, delivery.state = 'dead' AS is_dead;
