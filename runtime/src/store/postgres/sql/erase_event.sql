-- $1 tenant, NULL for any, $2 event, $3 at most so many, NULL for all
SELECT seq, tenant, session_id FROM buildamp.events
WHERE id = $2::uuid AND ($1 IS NULL OR tenant = $1) AND erased_at IS NULL
LIMIT $3
