-- ?1 a continuation whose chain has ended. Whoever takes it emits it in this transaction.
DELETE FROM buildamp_continuations
WHERE seq = ?1 AND NOT EXISTS (
    SELECT 1
    FROM buildamp_events AS event
    CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = event.seq
    WHERE event.correlation_id = buildamp_continuations.correlation_id
        AND delivery.state IN ('pending', 'running', 'retrying')
)
RETURNING event;
