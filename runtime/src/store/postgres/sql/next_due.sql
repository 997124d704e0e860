-- $1 consumers' names; lanes as in claim.sql
WITH RECURSIVE lane (consumer_id, priority) AS (
    SELECT consumer.id, (
        SELECT min(first.priority) FROM buildamp.deliveries AS first
        WHERE first.consumer_id = consumer.id AND first.state IN ('pending', 'retrying')
    )
    FROM buildamp.consumers AS consumer
    WHERE consumer.name = ANY ($1) AND consumer.paused_at IS NULL
    UNION ALL
    SELECT lane.consumer_id, (
        SELECT min(next.priority) FROM buildamp.deliveries AS next
        WHERE next.consumer_id = lane.consumer_id AND next.priority > lane.priority AND next.state IN ('pending', 'retrying')
    )
    FROM lane
    WHERE lane.priority IS NOT NULL
)
SELECT min((
    SELECT min(head.run_at) FROM buildamp.deliveries AS head
    WHERE head.consumer_id = lane.consumer_id AND head.priority = lane.priority
        AND head.state IN ('pending', 'retrying') AND head.worker IS NULL
))
FROM lane
WHERE lane.priority IS NOT NULL;
