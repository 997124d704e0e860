-- $1 worker, $2 deliveries, $3 their attempts: those that it still holds
SELECT delivery.id
FROM unnest($2, $3) AS held (id, attempt)
JOIN buildamp.deliveries AS delivery ON delivery.id = held.id
WHERE delivery.attempt = held.attempt AND delivery.worker = $1;
