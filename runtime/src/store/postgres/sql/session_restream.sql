-- $1 session, $2 tenant, $3 how many entries can be asked for
--
-- Gives a session's stream another id, with its entries. Connections from before know the old one and get nothing more,
-- in whichever process they are; those that come back go on where they were.
WITH RECURSIVE stream AS MATERIALIZED (
    SELECT id, last_message_id, nextval(pg_get_serial_sequence('buildamp.streams', 'id')) AS next
    FROM buildamp.streams
    WHERE tenant = $2 AND session_id = $1
    FOR UPDATE
),
kept (message_id, previous_id, number) AS (
    SELECT entry.message_id, entry.previous_id, 1
    FROM stream
    JOIN buildamp.stream_entries AS entry
        ON entry.message_id = stream.last_message_id AND entry.stream_id = stream.id
    UNION ALL
    SELECT entry.message_id, entry.previous_id, kept.number + 1
    FROM kept
    CROSS JOIN stream
    JOIN buildamp.stream_entries AS entry ON entry.message_id = kept.previous_id AND entry.stream_id = stream.id
    WHERE kept.number < $3
),
moved AS (
    UPDATE buildamp.stream_entries AS entry
    SET stream_id = stream.next
    FROM stream
    WHERE entry.stream_id = stream.id AND entry.message_id IN (SELECT message_id FROM kept)
)
UPDATE buildamp.streams SET id = stream.next FROM stream WHERE streams.id = stream.id;
