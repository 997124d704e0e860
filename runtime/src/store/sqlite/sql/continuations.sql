-- ?1 at most so many: those whose delivery that they wait for has ended, each with the last of its chain that has not
--
-- Of a long chain the last one is open for longest, so that hardly any of it is read anew while it goes on.
SELECT waiting.seq, (
    SELECT max(delivery.id)
    FROM buildamp_events AS event
    CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = event.seq
    WHERE event.correlation_id = waiting.correlation_id AND delivery.state IN ('pending', 'running', 'retrying')
) AS open
FROM buildamp_continuations AS waiting
WHERE NOT EXISTS (
    SELECT 1 FROM buildamp_deliveries AS delivery
    WHERE delivery.id = waiting.open_delivery AND delivery.state IN ('pending', 'running', 'retrying')
)
ORDER BY waiting.seq
LIMIT ?1;
