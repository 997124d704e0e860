-- $1 deliveries, $2 now
UPDATE buildamp.deliveries
SET run_at = $2
WHERE id = ANY ($1) AND state IN ('pending', 'retrying') AND run_at > $2
RETURNING id;
