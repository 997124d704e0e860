-- $1 deliveries whose place others have taken, $2 their consumers: those whose event's session is told. As taken.sql, for a role
-- that sees no consumers.
SELECT
    taken.consumer, delivery.attempt, delivery.attempt - delivery.attempt_base AS tried,
    delivery.max_attempts AS max_attempts_given, delivery.run_at AS due, event.*
FROM unnest($1, $2) AS taken (delivery, consumer)
JOIN buildamp.deliveries AS delivery ON delivery.id = taken.delivery
JOIN buildamp.events AS event ON event.seq = delivery.event_seq
WHERE event.progress AND event.session_id IS NOT NULL
ORDER BY delivery.id;
