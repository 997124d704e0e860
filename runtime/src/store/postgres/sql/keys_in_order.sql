-- Of each key the first that is not merely scheduled for later: one that waits for its next attempt holds up the rest.
candidates AS MATERIALIZED (
    SELECT rooms.number, rooms.room, head.id, head.run_at, 1 AS place
    FROM rooms
    CROSS JOIN LATERAL (
        SELECT one.id, one.run_at FROM buildamp.deliveries AS one
        WHERE one.consumer_id = $1 AND one.limit_key = rooms.key AND one.state IN ('pending', 'retrying') AND one.worker IS NULL
            AND (one.run_at <= $3 OR one.attempt > 0)
        ORDER BY one.id
        LIMIT 1
    ) AS head
),
later (run_at) AS (
    SELECT min((
        SELECT min(one.run_at) FROM buildamp.deliveries AS one
        WHERE one.consumer_id = $1 AND one.limit_key = rooms.key AND one.run_at > $3
            AND one.state IN ('pending', 'retrying') AND one.worker IS NULL
    ))
    FROM rooms
),
