-- $1 deliveries, $2 now
--
-- What runs is taken from its worker, which may write nothing any more and finds out when it looks (kept.sql). run_at tells when
-- it was called off: its retention counts from then. What has not ended is said by what it is not, or the planner would think of
-- the index of all that waits.
WITH open AS MATERIALIZED (
    SELECT id, attempt, worker, claimed_at
    FROM buildamp.deliveries
    WHERE id = ANY ($1) AND state NOT IN ('succeeded', 'dead', 'cancelled')
    ORDER BY id
    FOR UPDATE
),
recorded AS (
    INSERT INTO buildamp.attempts (delivery_id, number, worker, started_at, finished_at, outcome, error)
    SELECT id, attempt, worker, claimed_at, $2, 'cancelled', 'it was called off while its handler ran'
    FROM open
    WHERE worker IS NOT NULL
)
UPDATE buildamp.deliveries AS delivery
SET state = 'cancelled', run_at = $2, worker = NULL, claimed_at = NULL, lease_until = NULL,
    is_counted = false
FROM open
WHERE delivery.id = open.id
RETURNING delivery.id;
