-- ?1 session, ?2 tenant
--
-- Gives a session's stream another id, with all its entries. Connections from before know the old one and get nothing
-- more, in whichever process they are; those that come back go on where they were.
SAVEPOINT buildamp;

-- Where AUTOINCREMENT counts: https://www.sqlite.org/autoinc.html
UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'buildamp_streams';

UPDATE buildamp_streams SET id = (SELECT seq FROM sqlite_sequence WHERE name = 'buildamp_streams')
WHERE tenant = ?2 AND session_id = ?1;

RELEASE buildamp;
