-- $1 behind this event, $2 at most so many; those that count: $3 their types as LIKE has them, $4 the dots of a type, $5 what
-- the subject begins with, $6 tenant, NULL for any, $7 not of this type, $8 behind this time; $9 settled until.
--
-- What a transaction that is open holds becomes visible behind what was stored later. So only what is older than any that is
-- open is settled, up to the first event that is not.
WITH next AS MATERIALIZED (
    SELECT seq, type, subject, tenant, "time" FROM buildamp.events WHERE seq > $1 ORDER BY seq LIMIT $2
)
SELECT
    count(*) AS read, max(seq) AS last,
    max(seq) FILTER (
        WHERE seq < coalesce((SELECT min(fresh.seq) FROM next AS fresh WHERE fresh."time" > $9), 9223372036854775807)
    ) AS settled,
    max("time") FILTER (
        WHERE type LIKE $3 AND ($4::bigint IS NULL OR length(type) - length(replace(type, '.', '')) = $4)
            AND ($5::text IS NULL OR starts_with(subject, $5))
            AND ($6::text IS NULL OR tenant = $6)
            AND type <> $7 AND "time" > $8
    ) AS seen
FROM next;
