-- $1 a continuation whose chain has ended. Whoever takes it emits it in this transaction.
DELETE FROM buildamp.continuations AS waiting
WHERE waiting.seq = $1 AND NOT EXISTS (
    SELECT 1
    FROM buildamp.events AS event
    JOIN buildamp.deliveries AS delivery ON delivery.event_seq = event.seq
    WHERE event.correlation_id = waiting.correlation_id AND delivery.state IN ('pending', 'running', 'retrying')
)
RETURNING waiting.event::text;
