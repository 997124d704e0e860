-- $1 the deliveries that were taken from a worker or called off: those whose event's session is told
--
-- What is dead has no attempts left, however many it was given.
SELECT
    consumer.name AS consumer, delivery.attempt, delivery.attempt - delivery.attempt_base AS tried,
    CASE
        WHEN delivery.state = 'dead' THEN delivery.attempt - delivery.attempt_base ELSE delivery.max_attempts
    END AS max_attempts_given,
    delivery.run_at AS due, event.*
FROM buildamp.deliveries AS delivery
JOIN buildamp.events AS event ON event.seq = delivery.event_seq
JOIN buildamp.consumers AS consumer ON consumer.id = delivery.consumer_id
WHERE delivery.id = ANY ($1) AND event.progress AND event.session_id IS NOT NULL
ORDER BY delivery.id;
