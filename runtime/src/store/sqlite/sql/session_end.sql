-- ?1 id, ?2 tenant
SAVEPOINT buildamp;

DELETE FROM buildamp_streams WHERE tenant = ?2 AND session_id = ?1;

DELETE FROM buildamp_sessions WHERE id = ?1 AND tenant = ?2 RETURNING id;

RELEASE buildamp;
