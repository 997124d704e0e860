-- ?1 a JSON array of deliveries, ?2 now. The attempts start over.
UPDATE buildamp_deliveries
SET state = 'pending', dead_reason = NULL, attempt_base = attempt, run_at = ?2
WHERE id IN (SELECT value FROM json_each(?1)) AND state = 'dead'
RETURNING id;
