-- $1 now, $2 at most so many. No row while another process is at it.
--
-- Events are looked at once, in the order of storing, as far as they are older than the shortest time for which any are kept.
-- Those whose time is not over then are looked at again when it may be, and are not met before: what is kept for ever, open
-- or dead does not lie in the way.
WITH policy AS MATERIALIZED (
    SELECT passed, $1 - least(succeeded, (SELECT min(keep) FROM buildamp.event_types)) AS old
    FROM buildamp.purge
    FOR UPDATE SKIP LOCKED
),
next AS MATERIALIZED (
    SELECT seq, "time" FROM buildamp.events
    WHERE seq > (SELECT passed FROM policy)
    ORDER BY seq
    LIMIT $2
),
again AS MATERIALIZED (
    SELECT event_seq FROM buildamp.purge_later
    WHERE look_at <= $1 AND event_seq <= (SELECT passed FROM policy)
    ORDER BY look_at
    LIMIT $2
)
SELECT seq FROM next
WHERE seq < coalesce(
    (SELECT min(young.seq) FROM next AS young WHERE young."time" > (SELECT old FROM policy)), 9223372036854775807
)
UNION ALL
SELECT event_seq FROM again;
