-- $1 events' ids
SELECT
    delivery.id, event.id AS event_id, consumer.name AS consumer, delivery.state::text, delivery.run_at, delivery.priority,
    delivery.attempt, delivery.max_attempts, delivery.dead_reason
FROM buildamp.events AS event
JOIN buildamp.deliveries AS delivery ON delivery.event_seq = event.seq
JOIN buildamp.consumers AS consumer ON consumer.id = delivery.consumer_id
WHERE event.id = ANY ($1)
ORDER BY delivery.id;
