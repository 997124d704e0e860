-- $1 the last message that is known, $2 limit
SELECT
    message.id, message.body, message.overflow, message.coalesce_key,
    array_agg(entry.stream_id) AS streams, array_agg(entry.seq) AS seqs
FROM (SELECT * FROM buildamp.messages WHERE id > $1 ORDER BY id LIMIT $2) AS message
JOIN buildamp.stream_entries AS entry ON entry.message_id = message.id
GROUP BY message.id, message.body, message.overflow, message.coalesce_key
ORDER BY message.id;
