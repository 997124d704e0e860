-- What is known of a delivery that was taken, and its event
SELECT
    delivery.id AS delivery_id, consumer.name AS consumer, delivery.attempt,
    delivery.attempt - delivery.attempt_base AS tried, delivery.max_attempts AS max_attempts_given, delivery.claimed_at,
