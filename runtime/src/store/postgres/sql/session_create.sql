-- $1 id, $2 tenant, $3 token's hash, $4 now, $5 expires at
INSERT INTO buildamp.sessions (id, tenant, token_hash, created_at, renewed_at, expires_at)
VALUES ($1, $2, $3, $4, $4, $5);
