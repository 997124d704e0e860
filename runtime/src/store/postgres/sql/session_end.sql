-- $1 id, $2 tenant
WITH stream AS (
    DELETE FROM buildamp.streams WHERE tenant = $2 AND session_id = $1
)
DELETE FROM buildamp.sessions WHERE id = $1 AND tenant = $2 RETURNING id;
