-- ?1 a JSON array of the deliveries that were taken from a worker or called off: those whose event's session is told
--
-- What is dead has no attempts left, however many it was given.
SELECT
    consumer.name AS consumer, delivery.attempt, delivery.attempt - delivery.attempt_base AS tried,
    iif(delivery.state = 'dead', delivery.attempt - delivery.attempt_base, delivery.max_attempts) AS max_attempts_given,
    delivery.run_at AS due, event.*
FROM json_each(?1) AS taken
CROSS JOIN buildamp_deliveries AS delivery ON delivery.id = taken.value
CROSS JOIN buildamp_events AS event ON event.seq = delivery.event_seq
CROSS JOIN buildamp_consumers AS consumer ON consumer.id = delivery.consumer_id
WHERE event.progress AND event.session_id IS NOT NULL
ORDER BY delivery.id;
