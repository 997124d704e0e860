-- $1 id, $2 tenant, $3 now
SELECT id, actor, data::text, created_at, renewed_at, expires_at FROM buildamp.sessions
WHERE id = $1 AND tenant = $2 AND expires_at > $3;
