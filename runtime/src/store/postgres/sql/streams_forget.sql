-- $1 streams watched last before, $2 limit.
DELETE FROM buildamp.streams
WHERE id IN (SELECT id FROM buildamp.streams WHERE watched_at < $1 ORDER BY watched_at LIMIT $2);
