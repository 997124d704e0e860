-- $1 deliveries, $2 attempts, $3 workers, $4 started at, $5 outcomes, $6 errors, $7 states, $8 due again at, $9 reasons,
-- $10 whether the attempt is free, $11 now
--
-- An attempt that succeeded is on record in the delivery's row, the others by themselves. What another attempt has taken over
-- is neither recorded nor changed: only what runs has a worker.
WITH settled AS (
    UPDATE buildamp.deliveries AS delivery
    SET
        state = ended.state::buildamp.state,
        run_at = coalesce(ended.run_at, delivery.run_at),
        attempt_base = attempt_base + ended.free,
        dead_reason = ended.reason,
        started_at = CASE WHEN ended.outcome = 'succeeded' THEN ended.started_at END,
        finished_at = CASE WHEN ended.outcome = 'succeeded' THEN $11::timestamptz END,
        finished_by = CASE WHEN ended.outcome = 'succeeded' THEN ended.worker END,
        worker = NULL,
        claimed_at = NULL,
        lease_until = NULL,
        is_counted = false
    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        AS ended (id, attempt, worker, started_at, outcome, error, state, run_at, reason, free)
    WHERE delivery.id = ended.id
        AND delivery.attempt = ended.attempt
        AND delivery.worker = ended.worker
    RETURNING delivery.id, delivery.attempt, ended.worker, ended.started_at, ended.outcome, ended.error
),
recorded AS (
    INSERT INTO buildamp.attempts (delivery_id, number, worker, started_at, finished_at, outcome, error)
    SELECT id, attempt, worker, started_at, $11, outcome, error FROM settled WHERE outcome <> 'succeeded'
)
SELECT array_agg(id) AS ids, array_agg(attempt) AS attempts FROM settled;
