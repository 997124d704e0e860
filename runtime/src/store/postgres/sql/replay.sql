-- $1 deliveries, $2 now. The attempts start over.
UPDATE buildamp.deliveries
SET state = 'pending', dead_reason = NULL, attempt_base = attempt, run_at = $2
WHERE id = ANY ($1) AND state = 'dead'
RETURNING id;
