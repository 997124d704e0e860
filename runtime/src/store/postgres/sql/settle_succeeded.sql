-- $1 worker, $2 now, $3 deliveries, $4 their attempts, $5 started at: those that have all succeeded, with nothing else to be said of
-- them. Otherwise as settle.sql.
WITH settled AS (
    UPDATE buildamp.deliveries AS delivery
    SET
        state = 'succeeded',
        started_at = ended.started_at,
        finished_at = $2,
        finished_by = $1,
        worker = NULL,
        claimed_at = NULL,
        lease_until = NULL,
        is_counted = false
    FROM unnest($3, $4, $5) AS ended (id, attempt, started_at)
    WHERE delivery.id = ended.id
        AND delivery.attempt = ended.attempt
        AND delivery.worker = $1
    RETURNING delivery.id, delivery.attempt
)
SELECT array_agg(id) AS ids, array_agg(attempt) AS attempts FROM settled;
