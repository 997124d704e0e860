-- $1 id, $2 tenant, $3 now, $4 expires at
UPDATE buildamp.sessions SET renewed_at = $3, expires_at = $4 WHERE id = $1 AND tenant = $2 AND expires_at > $3;
