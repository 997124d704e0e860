-- $1 worker, $2 now, $3 lease until, $4 deliveries. What has not ended is said as in cancel.sql.
WITH taken AS (
    UPDATE buildamp.deliveries AS delivery
    SET attempt = attempt + 1, worker = $1, claimed_at = $2, lease_until = $3, is_counted = true
    FROM buildamp.consumers AS consumer
    WHERE delivery.id = ANY ($4) AND state NOT IN ('succeeded', 'dead', 'cancelled') AND worker IS NULL
        AND consumer.id = delivery.consumer_id
    RETURNING
        delivery.id, delivery.event_seq, consumer.name AS consumer, delivery.attempt, delivery.attempt_base,
        delivery.max_attempts, delivery.claimed_at, delivery.priority, delivery.run_at
)
