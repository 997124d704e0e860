-- $1 id, $2 tenant, $3 now, $4 token's hash, $5 who is signed in from now on, or NULL for whoever is
UPDATE buildamp.sessions SET token_hash = $4, actor = coalesce($5, actor)
WHERE id = $1 AND tenant = $2 AND expires_at > $3
RETURNING id;
