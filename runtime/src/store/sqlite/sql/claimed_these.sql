-- ?1: a JSON array of the ids that were claimed
FROM json_each(?1) AS claimed
CROSS JOIN buildamp_deliveries AS delivery ON delivery.id = claimed.value
CROSS JOIN buildamp_events AS event ON event.seq = delivery.event_seq
CROSS JOIN buildamp_consumers AS consumer ON consumer.id = delivery.consumer_id
ORDER BY delivery.priority, delivery.run_at, delivery.id;
