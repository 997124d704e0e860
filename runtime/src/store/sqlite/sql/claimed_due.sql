-- The same of one that is about to be taken
SELECT
    delivery.id AS delivery_id, consumer.name AS consumer, delivery.attempt + 1 AS attempt,
    delivery.attempt + 1 - delivery.attempt_base AS tried, delivery.max_attempts AS max_attempts_given, ?1 AS claimed_at,
