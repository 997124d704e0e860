-- $1 deliveries
UPDATE buildamp.deliveries
SET state = 'cancelled', dead_reason = NULL
WHERE id = ANY ($1) AND state = 'dead'
RETURNING id;
