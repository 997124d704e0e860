-- ?1 begun before, ?2 at most so many.
DELETE FROM buildamp_calls
WHERE number IN (
    SELECT number FROM buildamp_calls WHERE event_id IS NULL AND started_at < ?1 ORDER BY started_at LIMIT ?2
);
