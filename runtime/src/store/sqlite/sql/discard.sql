-- ?1 a JSON array of deliveries, ?2 now; run_at as in cancel.sql
UPDATE buildamp_deliveries
SET state = 'cancelled', run_at = ?2, dead_reason = NULL
WHERE id IN (SELECT value FROM json_each(?1)) AND state = 'dead'
RETURNING id;
