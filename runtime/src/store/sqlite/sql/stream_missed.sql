-- ?1 stream, ?2 the last number that the client has
SELECT entry.seq, message.body
FROM buildamp_stream_entries AS entry
CROSS JOIN buildamp_messages AS message ON message.id = entry.message_id
WHERE entry.stream_id = ?1 AND entry.seq > ?2
ORDER BY entry.seq;
