-- ?1 now, ?2 how often a worker may be lost
--
-- run_at stays: who was due before goes before, so that a backlog does not hold up what a crash has held up already. What
-- was lost more than once may be what kills its worker: one by one it runs again, a fifth of a second apart, so that the
-- others are done before it or not yet claimed.
--
-- The budget of attempts is the last so many on record that count, this one among them.
SAVEPOINT buildamp;

INSERT INTO buildamp_attempts (delivery_id, number, worker, started_at, finished_at, outcome, error)
SELECT id, attempt, worker, claimed_at, ?1, 'worker_lost', 'its worker gave no sign of life until the lease ran out'
FROM buildamp_deliveries
WHERE state = 'running' AND lease_until < ?1;

WITH lost AS MATERIALIZED (
    SELECT
        delivery.id, delivery.run_at, delivery.attempt - delivery.attempt_base >= delivery.max_attempts AS is_last,
        (
            SELECT count(*)
            FROM (
                SELECT outcome, row_number() OVER (ORDER BY number DESC) AS back
                FROM buildamp_attempts
                WHERE delivery_id = delivery.id AND outcome IN ('failed', 'worker_lost')
            )
            WHERE outcome = 'worker_lost' AND back <= delivery.attempt - delivery.attempt_base
        ) AS losses
    FROM buildamp_deliveries AS delivery
    WHERE delivery.state = 'running' AND delivery.lease_until < ?1
)
UPDATE buildamp_deliveries
SET
    state = iif(ended.is_dead, 'dead', 'retrying'),
    dead_reason = iif(ended.is_dead, 'worker_lost', NULL),
    run_at = ended.run_at,
    worker = NULL,
    claimed_at = NULL,
    lease_until = NULL
FROM (
    SELECT
        id, is_last OR losses >= ?2 AS is_dead,
        iif(
            losses > 1,
            ?1 + 200000 * (row_number() OVER (PARTITION BY losses > 1 ORDER BY run_at, id) - 1),
            run_at
        ) AS run_at
    FROM lost
) AS ended
WHERE buildamp_deliveries.id = ended.id
RETURNING buildamp_deliveries.id, buildamp_deliveries.state;

RELEASE buildamp;
