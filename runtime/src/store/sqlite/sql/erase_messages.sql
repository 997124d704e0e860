-- ?1 a JSON array of events' numbers: forgets what was sent to the sessions that they stem from, as far as the history reaches
-- back.
DELETE FROM buildamp_messages
WHERE id IN (
    WITH RECURSIVE sent (stream_id, message_id, previous_id) AS (
        SELECT entry.stream_id, entry.message_id, entry.previous_id
        FROM json_each(?1) AS batch
        CROSS JOIN buildamp_events AS event ON event.seq = batch.value
        CROSS JOIN buildamp_streams AS stream ON stream.tenant = event.tenant AND stream.session_id = event.session_id
        CROSS JOIN buildamp_stream_entries AS entry
            ON entry.message_id = stream.last_message_id AND entry.stream_id = stream.id
        UNION
        SELECT entry.stream_id, entry.message_id, entry.previous_id
        FROM sent
        CROSS JOIN buildamp_stream_entries AS entry
            ON entry.message_id = sent.previous_id AND entry.stream_id = sent.stream_id
    )
    SELECT message_id FROM sent
);
