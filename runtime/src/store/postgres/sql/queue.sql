-- The queue of all consumers; lanes as in claim.sql. Indexes of what waits and of what is dead have it all: what has ended is
-- not read.
WITH RECURSIVE lane (consumer_id, priority) AS (
    SELECT consumer.id, (
        SELECT min(first.priority) FROM buildamp.deliveries AS first
        WHERE first.consumer_id = consumer.id AND first.state IN ('pending', 'retrying')
    )
    FROM buildamp.consumers AS consumer
    UNION ALL
    SELECT lane.consumer_id, (
        SELECT min(next.priority) FROM buildamp.deliveries AS next
        WHERE next.consumer_id = lane.consumer_id AND next.priority > lane.priority AND next.state IN ('pending', 'retrying')
    )
    FROM lane
    WHERE lane.priority IS NOT NULL
)
SELECT
    coalesce(sum((
        SELECT count(*) FROM buildamp.deliveries AS waiting
        WHERE waiting.consumer_id = consumer.id
            AND waiting.state IN ('pending', 'retrying') AND waiting.worker IS NULL
    )), 0)::bigint AS size,
    (SELECT count(*) FROM buildamp.deliveries WHERE state = 'dead') AS dead,
    (
        SELECT min((
            SELECT min(head.run_at) FROM buildamp.deliveries AS head
            WHERE head.consumer_id = lane.consumer_id AND head.priority = lane.priority
                AND head.state IN ('pending', 'retrying') AND head.worker IS NULL
        ))
        FROM lane
        WHERE lane.priority IS NOT NULL
    ) AS oldest
FROM buildamp.consumers AS consumer;
