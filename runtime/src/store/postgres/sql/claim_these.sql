-- $1 worker, $2 now, $3 lease until, $4 deliveries. What has not ended is said as in cancel.sql.
WITH taken AS (
    UPDATE buildamp.deliveries
    SET attempt = attempt + 1, worker = $1, claimed_at = $2, lease_until = $3, is_counted = true
    WHERE id = ANY ($4) AND state NOT IN ('succeeded', 'dead', 'cancelled') AND worker IS NULL
    RETURNING *
)
