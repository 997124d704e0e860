-- ?1 a JSON array of deliveries
UPDATE buildamp_deliveries
SET state = 'cancelled', dead_reason = NULL
WHERE id IN (SELECT value FROM json_each(?1)) AND state = 'dead'
RETURNING id;
