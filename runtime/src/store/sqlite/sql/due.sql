-- ?1 now, ?2 a JSON array of consumers' names, ?3 limit: what is taken of what is due
--
-- A lane is a consumer and a priority at which deliveries wait for it. Lanes are found by skipping from one to the next,
-- and of each the longest due are taken: neither what is scheduled for later nor what waits for other consumers is read.
-- What goes by key is taken by keys.sql.
WITH RECURSIVE lane (consumer_id, priority) AS (
    SELECT consumer.id, (
        SELECT min(first.priority) FROM buildamp_deliveries AS first
        WHERE first.consumer_id = consumer.id AND first.state IN ('pending', 'retrying')
    )
    FROM buildamp_consumers AS consumer
    WHERE consumer.name IN (SELECT value FROM json_each(?2)) AND consumer.paused_at IS NULL AND NOT consumer.by_key
    UNION ALL
    SELECT lane.consumer_id, (
        SELECT min(next.priority) FROM buildamp_deliveries AS next
        WHERE next.consumer_id = lane.consumer_id AND next.priority > lane.priority
            AND next.state IN ('pending', 'retrying')
    )
    FROM lane
    WHERE lane.priority IS NOT NULL
),
chosen (id) AS MATERIALIZED (
    SELECT due.id
    FROM lane
    CROSS JOIN buildamp_deliveries AS due ON due.id IN (
        SELECT head.id FROM buildamp_deliveries AS head
        WHERE head.consumer_id = lane.consumer_id AND head.priority = lane.priority AND head.run_at <= ?1
            AND head.state IN ('pending', 'retrying')
        ORDER BY head.run_at, head.id
        LIMIT ?3
    )
    ORDER BY due.priority, due.run_at, due.id
    LIMIT ?3
)
