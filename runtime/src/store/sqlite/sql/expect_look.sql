-- ?1 behind this event, ?2 at most so many; those that count: ?3 the glob of their types, ?4 the dots of a type, ?5 what the
-- subject begins with, ?6 tenant, NULL for any, ?7 not of this type, ?8 behind this time.
--
-- Who writes has the file alone, so nothing becomes visible behind what was stored later: all that is read is settled.
WITH next AS MATERIALIZED (
    SELECT seq, type, subject, tenant, time FROM buildamp_events WHERE seq > ?1 ORDER BY seq LIMIT ?2
)
SELECT
    count(*) AS read, max(seq) AS last, max(seq) AS settled,
    max(time) FILTER (
        WHERE type GLOB ?3 AND (?4 IS NULL OR length(type) - length(replace(type, '.', '')) = ?4)
            AND (?5 IS NULL OR substr(subject, 1, length(?5)) = ?5)
            AND (?6 IS NULL OR tenant = ?6)
            AND type <> ?7 AND time > ?8
    ) AS seen
FROM next;
