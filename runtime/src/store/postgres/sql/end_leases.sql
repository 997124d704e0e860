-- $1 workers, $2 now
WITH gone AS (
    UPDATE buildamp.workers SET alive_until = $2 - interval '1 microsecond' WHERE id = ANY ($1)
),
held AS (
    UPDATE buildamp.holds SET look_at = $2 - interval '1 microsecond' WHERE worker = ANY ($1) RETURNING deliveries
)
UPDATE buildamp.deliveries
SET lease_until = $2 - interval '1 microsecond'
WHERE id = ANY (ARRAY(SELECT unnest(deliveries) FROM held)) AND worker = ANY ($1);
