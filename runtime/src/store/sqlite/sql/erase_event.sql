-- ?1 tenant, NULL for any, ?2 event, ?3 at most so many, -1 for all
SELECT seq, tenant, session_id FROM buildamp_events
WHERE id = ?2 AND (?1 IS NULL OR tenant = ?1) AND erased_at IS NULL
LIMIT ?3
