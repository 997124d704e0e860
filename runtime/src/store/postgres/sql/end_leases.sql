-- $1 workers, $2 now
WITH gone AS (
    UPDATE buildamp.workers SET alive_until = $2 - interval '1 microsecond' WHERE id = ANY ($1)
)
UPDATE buildamp.deliveries
SET lease_until = $2 - interval '1 microsecond'
WHERE state = 'running' AND worker = ANY ($1);
