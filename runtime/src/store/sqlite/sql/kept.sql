-- ?1 worker, ?2 a JSON array of {id, attempt}: those that it still holds
SELECT delivery.id
FROM json_each(?2) AS held
CROSS JOIN buildamp_deliveries AS delivery ON delivery.id = held.value ->> 'id'
WHERE delivery.attempt = held.value ->> 'attempt' AND delivery.worker = ?1;
