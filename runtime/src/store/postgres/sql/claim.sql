-- $1 worker, $2 now, $3 lease until, $4 consumers' names, $5 limit
--
-- A lane is a consumer and a priority at which deliveries wait for it. Lanes are found by skipping from one to the next,
-- and of each the longest due are taken: neither what is scheduled for later nor what waits for other consumers is read.
-- What another worker has taken or is about to take is skipped: what runs stays in the index in which it waited. What goes by
-- key is taken by keys.sql.
WITH RECURSIVE lane (consumer_id, consumer, priority, is_counted) AS (
    SELECT consumer.id, consumer.name, (
        SELECT min(first.priority) FROM buildamp.deliveries AS first
        WHERE first.consumer_id = consumer.id AND first.state IN ('pending', 'retrying')
    ), EXISTS (SELECT 1 FROM buildamp.limits AS held WHERE held.consumer_id = consumer.id)
    FROM buildamp.consumers AS consumer
    WHERE consumer.name = ANY ($4) AND consumer.paused_at IS NULL AND NOT consumer.by_key
    UNION ALL
    SELECT lane.consumer_id, lane.consumer, (
        SELECT min(next.priority) FROM buildamp.deliveries AS next
        WHERE next.consumer_id = lane.consumer_id AND next.priority > lane.priority AND next.state IN ('pending', 'retrying')
    ), lane.is_counted
    FROM lane
    WHERE lane.priority IS NOT NULL
),
due AS MATERIALIZED (
    SELECT head.id, lane.consumer, lane.is_counted
    FROM lane
    CROSS JOIN LATERAL (
        SELECT id, priority, run_at FROM buildamp.deliveries
        WHERE consumer_id = lane.consumer_id AND priority = lane.priority AND run_at <= $2
            AND state IN ('pending', 'retrying') AND worker IS NULL
        ORDER BY run_at, id
        LIMIT $5
        FOR UPDATE SKIP LOCKED
    ) AS head
    WHERE lane.priority IS NOT NULL
    ORDER BY head.priority, head.run_at, head.id
    LIMIT $5
),
taken AS (
    UPDATE buildamp.deliveries AS delivery
    SET attempt = attempt + 1, worker = $1, claimed_at = $2, lease_until = $3,
        is_counted = due.is_counted
    FROM due
    WHERE delivery.id = due.id
    RETURNING
        delivery.id, delivery.event_seq, due.consumer, delivery.attempt, delivery.attempt_base, delivery.max_attempts,
        delivery.claimed_at, delivery.priority, delivery.run_at
)
