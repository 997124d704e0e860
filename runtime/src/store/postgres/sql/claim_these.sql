-- $1 worker, $2 now, $3 lease until, $4 deliveries
WITH taken AS (
    UPDATE buildamp.deliveries
    SET attempt = attempt + 1, worker = $1, claimed_at = $2, lease_until = $3, is_counted = true
    WHERE id = ANY ($4) AND state IN ('pending', 'retrying') AND worker IS NULL
    RETURNING *
)
