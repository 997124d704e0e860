-- $1 consumers' names; lanes as in claim.sql, and of each the first that does not run. To ask for the least would read all of it
-- where the planner believes that everything runs.
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
    SELECT head.run_at FROM buildamp.deliveries AS head
    WHERE head.consumer_id = lane.consumer_id AND head.priority = lane.priority
        AND head.state IN ('pending', 'retrying') AND head.worker IS NULL
    ORDER BY head.run_at, head.id
    LIMIT 1
))
FROM lane
WHERE lane.priority IS NOT NULL;
