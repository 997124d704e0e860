-- ?1 a JSON array of workers, ?2 now
SAVEPOINT buildamp;

UPDATE buildamp_workers SET alive_until = ?2 - 1 WHERE id IN (SELECT value FROM json_each(?1));

UPDATE buildamp_deliveries
SET lease_until = ?2 - 1
WHERE state = 'running' AND worker IN (SELECT value FROM json_each(?1));

RELEASE buildamp;
