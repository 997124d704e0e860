-- $1 deliveries, $2 now; run_at as in cancel.sql
UPDATE buildamp.deliveries
SET state = 'cancelled', run_at = $2, dead_reason = NULL
WHERE id = ANY ($1) AND state = 'dead'
RETURNING id;
