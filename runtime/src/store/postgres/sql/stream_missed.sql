-- $1 stream, $2 the last number that the client has
WITH RECURSIVE missed (seq, message_id, previous_id) AS (
    SELECT entry.seq, entry.message_id, entry.previous_id
    FROM buildamp.streams AS stream
    JOIN buildamp.stream_entries AS entry
        ON entry.message_id = stream.last_message_id AND entry.stream_id = stream.id
    WHERE stream.id = $1 AND entry.seq > $2
    UNION ALL
    SELECT entry.seq, entry.message_id, entry.previous_id
    FROM missed
    JOIN buildamp.stream_entries AS entry ON entry.message_id = missed.previous_id AND entry.stream_id = $1
    WHERE entry.seq > $2
)
SELECT missed.seq, message.body
FROM missed
JOIN buildamp.messages AS message ON message.id = missed.message_id
ORDER BY missed.seq;
