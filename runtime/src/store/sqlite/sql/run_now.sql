-- ?1 a JSON array of deliveries, ?2 now
UPDATE buildamp_deliveries
SET run_at = ?2
WHERE id IN (SELECT value FROM json_each(?1)) AND state IN ('pending', 'retrying') AND run_at > ?2
RETURNING id;
