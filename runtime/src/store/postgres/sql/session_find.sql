-- $1 token's hash, $2 tenant, $3 now
SELECT id, actor, data::text, created_at, renewed_at, expires_at FROM buildamp.sessions
WHERE token_hash = $1 AND tenant = $2 AND expires_at > $3;
