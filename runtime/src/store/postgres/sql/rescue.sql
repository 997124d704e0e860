-- $1 now, $2 how often a worker may be lost, $3 how many holds to look at. Answers with how many it looked at, and a row for each
-- delivery that was lost.
--
-- A hold goes once nothing of it runs any more; until then it is looked at again when the next lease may have run out.
--
-- run_at stays: who was due before goes before, so that a backlog does not hold up what a crash has held up already. What
-- was lost more than once may be what kills its worker: one by one it runs again, a fifth of a second apart, so that the
-- others are done before it or not yet claimed. What its worker settles at this moment is that worker's.
WITH due AS MATERIALIZED (
    SELECT look_at, id, worker, deliveries FROM buildamp.holds
    WHERE look_at < $1
    ORDER BY look_at, id
    LIMIT $3
    FOR UPDATE SKIP LOCKED
),
running AS MATERIALIZED (
    SELECT due.look_at, due.id AS hold, delivery.id, delivery.lease_until
    FROM due
    CROSS JOIN LATERAL unnest(due.deliveries) AS held (id)
    JOIN buildamp.deliveries AS delivery ON delivery.id = held.id
    WHERE delivery.worker = due.worker
),
lost AS MATERIALIZED (
    SELECT id, attempt, attempt - attempt_base AS tried, max_attempts, run_at, worker, claimed_at
    FROM buildamp.deliveries
    WHERE id = ANY (ARRAY(SELECT id FROM running WHERE lease_until < $1)) AND lease_until < $1
    ORDER BY id
    FOR UPDATE SKIP LOCKED
),
kept AS MATERIALIZED (
    SELECT look_at, hold, min(lease_until) AS lease_until
    FROM running
    WHERE id NOT IN (SELECT id FROM lost)
    GROUP BY look_at, hold
),
later AS (
    UPDATE buildamp.holds AS hold
    SET look_at = kept.lease_until
    FROM kept
    WHERE hold.look_at = kept.look_at AND hold.id = kept.hold
),
over AS (
    DELETE FROM buildamp.holds AS hold
    USING due
    WHERE hold.look_at = due.look_at AND hold.id = due.id AND due.id NOT IN (SELECT hold FROM kept)
),
-- The budget of attempts is this one and the last so many on record that count.
counted AS MATERIALIZED (
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
),
changed AS (
    UPDATE buildamp.deliveries AS delivery
    SET
        state = CASE WHEN ended.is_dead THEN 'dead' ELSE 'retrying' END::buildamp.state,
        dead_reason = CASE WHEN ended.is_dead THEN 'worker_lost' END,
        run_at = ended.run_at,
        worker = NULL,
        claimed_at = NULL,
        lease_until = NULL,
        is_counted = false
    FROM ended
    WHERE delivery.id = ended.id
    RETURNING delivery.id, delivery.state = 'dead' AS is_dead
)
SELECT looked.count AS looked, changed.id, changed.is_dead
FROM (SELECT count(*) FROM due) AS looked
LEFT JOIN changed ON true;
