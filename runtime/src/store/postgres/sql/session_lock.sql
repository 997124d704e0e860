-- $1 id, $2 tenant, $3 now
SELECT data::text FROM buildamp.sessions WHERE id = $1 AND tenant = $2 AND expires_at > $3 FOR UPDATE;
