-- $1 id, $2 tenant, $3 now, $4 data
UPDATE buildamp.sessions SET data = $4::json WHERE id = $1 AND tenant = $2 AND expires_at > $3;
