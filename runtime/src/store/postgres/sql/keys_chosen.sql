-- The end of keys.sql: a delivery of each key before a second one of any. Answers with these, the last key that need not be
-- looked at again before the others, whether there are more keys, when something is due later, and whether something is due
-- for which there is no room.
chosen AS MATERIALIZED (
    SELECT id, number, place FROM candidates WHERE place <= room AND run_at <= $3 ORDER BY place, number LIMIT $8
)
SELECT
    coalesce((SELECT array_agg(id ORDER BY place, number) FROM chosen), '{}') AS ids,
    (
        SELECT key FROM rooms
        WHERE number <= CASE
            WHEN (SELECT count(*) FROM chosen) < $8 THEN $4
            ELSE (SELECT max(number) FROM chosen)
        END
        ORDER BY number DESC
        LIMIT 1
    ) AS last,
    (SELECT count(*) FROM rooms) = $4 AS more,
    (SELECT run_at FROM later) AS later,
    EXISTS (SELECT 1 FROM candidates WHERE place > room AND run_at <= $3) AS held_up;
