-- ?1 the last message that is known, ?2 limit
SELECT
    message.id, message.body, message.overflow, message.coalesce_key,
    (
        SELECT json_group_array(json_array(entry.stream_id, entry.seq))
        FROM buildamp_stream_entries AS entry
        WHERE entry.message_id = message.id
    ) AS "to"
FROM buildamp_messages AS message
WHERE message.id > ?1
ORDER BY message.id
LIMIT ?2;
