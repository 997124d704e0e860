-- ?1 session, ?2 tenant, ?3 how many entries can be asked for
--
-- Gives a session's stream another id, with its entries. Connections from before know the old one and get nothing more,
-- in whichever process they are; those that come back go on where they were.
SAVEPOINT buildamp;

-- Where AUTOINCREMENT counts: https://www.sqlite.org/autoinc.html
UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'buildamp_streams';

WITH RECURSIVE kept (stream_id, message_id, previous_id) AS (
    SELECT stream.id, entry.message_id, entry.previous_id
    FROM buildamp_streams AS stream
    CROSS JOIN buildamp_stream_entries AS entry
        ON entry.message_id = stream.last_message_id AND entry.stream_id = stream.id
    WHERE stream.tenant = ?2 AND stream.session_id = ?1
    UNION ALL
    SELECT kept.stream_id, entry.message_id, entry.previous_id
    FROM kept
    CROSS JOIN buildamp_stream_entries AS entry
        ON entry.message_id = kept.previous_id AND entry.stream_id = kept.stream_id
    LIMIT ?3
)
UPDATE buildamp_stream_entries
SET stream_id = (SELECT seq FROM sqlite_sequence WHERE name = 'buildamp_streams')
WHERE (message_id, stream_id) IN (SELECT message_id, stream_id FROM kept);

UPDATE buildamp_streams SET id = (SELECT seq FROM sqlite_sequence WHERE name = 'buildamp_streams')
WHERE tenant = ?2 AND session_id = ?1;

RELEASE buildamp;
