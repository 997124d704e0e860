-- ?1 worker, ?2 now, ?3 lease until, ?4 a JSON array of deliveries
UPDATE buildamp_deliveries
SET state = 'running', attempt = attempt + 1, worker = ?1, claimed_at = ?2, lease_until = ?3
WHERE id IN (SELECT value FROM json_each(?4)) AND state IN ('pending', 'retrying')
RETURNING id;
