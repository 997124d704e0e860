-- $1 now, $2 limit. Their streams go when nobody has watched them for a while.
DELETE FROM buildamp.sessions
WHERE id IN (SELECT id FROM buildamp.sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2);
