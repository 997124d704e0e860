-- ?1 streams watched last before, ?2 limit.
DELETE FROM buildamp_streams
WHERE id IN (SELECT id FROM buildamp_streams WHERE watched_at < ?1 ORDER BY watched_at LIMIT ?2);
