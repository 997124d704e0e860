-- ?1 a JSON array of events' ids
SELECT
    delivery.id, event.id AS event_id, consumer.name AS consumer, delivery.state, delivery.run_at, delivery.priority,
    delivery.attempt, delivery.max_attempts, delivery.dead_reason
FROM json_each(?1) AS asked
CROSS JOIN buildamp_events AS event ON event.id = asked.value
CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = event.seq
CROSS JOIN buildamp_consumers AS consumer ON consumer.id = delivery.consumer_id
ORDER BY delivery.id;
