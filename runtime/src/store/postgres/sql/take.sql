-- $1 worker, $2 lease until, $3 consumers' names, $4 events that were stored in this transaction. What is taken ends in it, too, so
-- that nobody need look after it.
UPDATE buildamp.deliveries AS delivery
SET attempt = 1, worker = $1, claimed_at = delivery.run_at, lease_until = $2
FROM buildamp.events AS event, buildamp.consumers AS consumer
WHERE event.id = ANY ($4)
    AND consumer.name = ANY ($3) AND consumer.paused_at IS NULL AND NOT consumer.by_key
    AND delivery.id = buildamp.delivery_id(event.seq, consumer.id)
RETURNING delivery.id AS delivery, consumer.name AS consumer, delivery.max_attempts AS attempts, event.id AS event;
