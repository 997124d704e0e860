-- $1 a continuation whose chain has ended. Whoever takes it emits it in this transaction.
DELETE FROM buildamp.continuations AS waiting
WHERE waiting.seq = $1 AND NOT EXISTS (
    SELECT 1
    FROM buildamp.events AS event
    JOIN buildamp.deliveries AS delivery
        ON delivery.id BETWEEN buildamp.delivery_id(event.seq, 0) AND buildamp.last_delivery_id(event.seq)
    WHERE event.correlation_id = waiting.correlation_id
        AND (event.id = waiting.correlation_id OR event.correlation_id <> event.id)
        AND delivery.state IN ('pending', 'retrying')
)
RETURNING waiting.event::text;
