-- $1 at most so many: those whose delivery that they wait for has ended, each with the last of its chain that has not
--
-- Of a long chain the last one is open for longest, so that hardly any of it is read anew while it goes on.
SELECT waiting.seq, (
    SELECT max(delivery.id)
    FROM buildamp.events AS event
    JOIN buildamp.deliveries AS delivery
        ON delivery.id BETWEEN buildamp.delivery_id(event.seq, 0) AND buildamp.last_delivery_id(event.seq)
    WHERE event.correlation_id = waiting.correlation_id
        AND (event.id = waiting.correlation_id OR event.correlation_id <> event.id)
        AND delivery.state IN ('pending', 'retrying')
) AS open
FROM buildamp.continuations AS waiting
WHERE NOT EXISTS (
    SELECT 1 FROM buildamp.deliveries AS delivery
    WHERE delivery.id = waiting.open_delivery AND delivery.state IN ('pending', 'retrying')
)
ORDER BY waiting.seq
LIMIT $1;
