-- ?1 worker, ?2 until, ?3 a JSON array of {id, attempt}
UPDATE buildamp_deliveries
SET lease_until = ?2
FROM (SELECT value ->> 'id' AS id, value ->> 'attempt' AS attempt FROM jsonb_each(?3)) AS held
WHERE buildamp_deliveries.id = held.id
    AND buildamp_deliveries.attempt = held.attempt
    AND buildamp_deliveries.worker = ?1
    AND buildamp_deliveries.state = 'running'
RETURNING buildamp_deliveries.id;
