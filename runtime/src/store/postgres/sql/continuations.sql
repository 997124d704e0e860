-- $1 at most so many: those whose delivery that they wait for has ended, each with the last of its chain that has not
--
-- Of a long chain the last one is open for longest, so that hardly any of it is read anew while it goes on. A chain begins with the
-- event whose id it has. What is open is said by what it is not, or the planner would think of the index of all that waits.
SELECT waiting.seq, (
    SELECT max(delivery.id)
    FROM (
        SELECT first.seq FROM buildamp.events AS first
        WHERE first.id = waiting.correlation_id AND first.correlation_id = waiting.correlation_id
        UNION ALL
        SELECT further.seq FROM buildamp.events AS further
        WHERE further.correlation_id = waiting.correlation_id AND further.correlation_id <> further.id
    ) AS event
    JOIN buildamp.deliveries AS delivery
        ON delivery.id BETWEEN buildamp.delivery_id(event.seq, 0) AND buildamp.last_delivery_id(event.seq)
    WHERE delivery.state NOT IN ('succeeded', 'dead', 'cancelled')
) AS open
FROM buildamp.continuations AS waiting
WHERE NOT EXISTS (
    SELECT 1 FROM buildamp.deliveries AS delivery
    WHERE delivery.id = waiting.open_delivery AND delivery.state NOT IN ('succeeded', 'dead', 'cancelled')
)
ORDER BY waiting.seq
LIMIT $1;
