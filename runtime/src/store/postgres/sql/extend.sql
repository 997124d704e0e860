-- $1 worker, $2 until, $3 deliveries, $4 their attempts. Only what runs has a worker.
WITH alive AS (
    UPDATE buildamp.workers SET alive_until = $2 WHERE id = $1
)
UPDATE buildamp.deliveries AS delivery
SET lease_until = $2
FROM unnest($3, $4) AS held (id, attempt)
WHERE delivery.id = held.id
    AND delivery.attempt = held.attempt
    AND delivery.worker = $1
RETURNING delivery.id;
