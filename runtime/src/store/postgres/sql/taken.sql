-- $1 the deliveries that were taken from a worker or called off: those whose event's session is told
SELECT
    consumer.name AS consumer, delivery.attempt, delivery.attempt - delivery.attempt_base AS tried,
    delivery.max_attempts AS max_attempts_given, delivery.run_at AS due, event.*
FROM buildamp.deliveries AS delivery
JOIN buildamp.events AS event ON event.seq = delivery.event_seq
JOIN buildamp.consumers AS consumer ON consumer.id = delivery.consumer_id
WHERE delivery.id = ANY ($1) AND event.progress AND event.session_id IS NOT NULL
ORDER BY delivery.id;
