-- ?1 a JSON array of events' numbers: their deliveries that have not ended or could be replayed
SELECT delivery.id
FROM json_each(?1) AS batch
CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = batch.value
WHERE delivery.state IN ('pending', 'running', 'retrying', 'dead');
