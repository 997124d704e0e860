-- ?1 tenant, ?2 actor, ?3 at most so many, -1 for all
SELECT seq, tenant, session_id FROM buildamp_events WHERE tenant = ?1 AND actor = ?2 ORDER BY time LIMIT ?3
