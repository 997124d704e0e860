-- $1 deliveries, $2 now. What is due already keeps its place.
UPDATE buildamp.deliveries
SET run_at = least(run_at, $2)
WHERE id = ANY ($1) AND state IN ('pending', 'retrying') AND worker IS NULL
RETURNING id;
