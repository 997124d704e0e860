SELECT
    delivery.id, event.id AS event_id, event.type AS event_type, consumer.name AS consumer, delivery.state, delivery.run_at,
    delivery.priority, delivery.attempt, delivery.max_attempts, delivery.dead_reason, attempt.error, event.erased_at,
    delivery.worker AS worker_id,
    (SELECT worker.instance FROM buildamp_workers AS worker WHERE worker.id = delivery.worker) AS instance
FROM buildamp_deliveries AS delivery
CROSS JOIN buildamp_events AS event ON event.seq = delivery.event_seq
CROSS JOIN buildamp_consumers AS consumer ON consumer.id = delivery.consumer_id
LEFT JOIN buildamp_attempts AS attempt ON attempt.delivery_id = delivery.id AND attempt.number = delivery.attempt
