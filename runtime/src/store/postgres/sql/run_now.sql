-- $1 deliveries, $2 now. What is due already keeps its place. What has not ended is said as in cancel.sql.
UPDATE buildamp.deliveries
SET run_at = least(run_at, $2)
WHERE id = ANY ($1) AND state NOT IN ('succeeded', 'dead', 'cancelled') AND worker IS NULL
RETURNING id;
