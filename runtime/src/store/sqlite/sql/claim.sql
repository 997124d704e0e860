-- ?4 worker, ?5 lease until
UPDATE buildamp_deliveries
SET state = 'running', attempt = attempt + 1, worker = ?4, claimed_at = ?1, lease_until = ?5
WHERE id IN (SELECT id FROM chosen);
