-- $1 events: forgets what was sent to the sessions that they stem from, as far as the history reaches back.
WITH RECURSIVE sent (stream_id, message_id, previous_id) AS (
    SELECT entry.stream_id, entry.message_id, entry.previous_id
    FROM buildamp.events AS event
    JOIN buildamp.streams AS stream ON stream.tenant = event.tenant AND stream.session_id = event.session_id
    JOIN buildamp.stream_entries AS entry
        ON entry.message_id = stream.last_message_id AND entry.stream_id = stream.id
    WHERE event.seq = ANY ($1)
    UNION
    SELECT entry.stream_id, entry.message_id, entry.previous_id
    FROM sent
    JOIN buildamp.stream_entries AS entry ON entry.message_id = sent.previous_id AND entry.stream_id = sent.stream_id
)
DELETE FROM buildamp.messages
WHERE id = ANY (ARRAY(
    SELECT message.id FROM buildamp.messages AS message
    WHERE message.id = ANY (ARRAY(SELECT message_id FROM sent))
    ORDER BY message.id
    -- What somebody else is about to forget goes anyway.
    FOR UPDATE SKIP LOCKED
));
