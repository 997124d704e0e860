-- Of each key the longest due, $9 at most.
candidates AS MATERIALIZED (
    SELECT
        rooms.number, rooms.room, head.id, head.run_at,
        row_number() OVER (PARTITION BY rooms.number ORDER BY head.run_at, head.id) AS place
    FROM rooms
    CROSS JOIN LATERAL (
        SELECT one.id, one.run_at FROM buildamp.deliveries AS one
        WHERE one.consumer_id = $1 AND one.limit_key = rooms.key AND one.state IN ('pending', 'retrying') AND one.worker IS NULL
        ORDER BY one.run_at, one.id
        LIMIT $9
    ) AS head
),
later (run_at) AS (SELECT min(run_at) FROM candidates WHERE run_at > $3),
