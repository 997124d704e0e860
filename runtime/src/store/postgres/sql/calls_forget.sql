-- $1 begun before, $2 at most so many.
DELETE FROM buildamp.calls
WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM buildamp.calls
    WHERE event_id IS NULL AND started_at < $1
    ORDER BY started_at
    LIMIT $2
    FOR UPDATE SKIP LOCKED
));
