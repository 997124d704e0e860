SELECT
    delivery.id, event.id AS event_id, event.type AS event_type, consumer.name AS consumer,
    CASE WHEN delivery.worker IS NULL THEN delivery.state::text ELSE 'running' END AS state, delivery.run_at,
    delivery.priority, delivery.attempt, delivery.max_attempts, delivery.dead_reason, attempt.error, event.erased_at,
    delivery.worker::text AS worker_id,
    (SELECT worker.instance FROM buildamp.workers AS worker WHERE worker.id = delivery.worker) AS instance
FROM buildamp.deliveries AS delivery
JOIN buildamp.events AS event ON event.seq = delivery.event_seq
JOIN buildamp.consumers AS consumer ON consumer.id = delivery.consumer_id
LEFT JOIN buildamp.attempts AS attempt ON attempt.delivery_id = delivery.id AND attempt.number = delivery.attempt
