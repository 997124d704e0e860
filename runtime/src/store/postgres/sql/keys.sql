-- $1 consumer, $2 the key to go on behind, $3 now, $4 how many keys to look at, $5 how many of a key may run, $6 microseconds
-- between the starts of a key, $7 how many of a key may start at once, $8 limit. $5 and $6 are NULL without such a limit.
-- Goes on with keys_by_due.sql or keys_in_order.sql, and ends with keys_chosen.sql.
--
-- Keys are found by skipping from one to the next; however much waits under one, it is a step.
WITH RECURSIVE keys (key, number) AS (
    SELECT (
        SELECT min(first.limit_key) FROM buildamp.deliveries AS first
        WHERE first.consumer_id = $1 AND first.limit_key > $2 AND first.state IN ('pending', 'retrying')
    ), 1::bigint
    UNION ALL
    SELECT (
        SELECT min(next.limit_key) FROM buildamp.deliveries AS next
        WHERE next.consumer_id = $1 AND next.limit_key > keys.key AND next.state IN ('pending', 'retrying')
    ), keys.number + 1
    FROM keys
    WHERE keys.key IS NOT NULL AND keys.number < $4::bigint
),
rooms AS MATERIALIZED (
    SELECT
        keys.key, keys.number,
        least(
            $8::bigint,
            CASE WHEN $5::bigint IS NULL THEN $8 ELSE $5 - (
                SELECT count(*) FROM buildamp.deliveries AS running
                WHERE running.consumer_id = $1 AND running.limit_key = keys.key AND running.is_counted
            ) END,
            CASE
                WHEN $6::bigint IS NULL THEN $8
                WHEN bucket.empty_at IS NULL OR bucket.empty_at <= $3 THEN $7::bigint
                ELSE ($7 * $6 - (extract(epoch FROM bucket.empty_at - $3) * 1000000)::bigint) / $6
            END
        ) AS room
    FROM keys
    LEFT JOIN buildamp.key_limits AS bucket ON bucket.consumer_id = $1 AND bucket.limit_key = keys.key
    WHERE keys.key IS NOT NULL
),
