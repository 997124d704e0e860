-- $1 the last message that is known, $2 limit. Entries are looked up message by message, whatever the planner knows of the table.
SELECT message.id, message.body, message.overflow, message.coalesce_key, entries.streams, entries.seqs
FROM (SELECT * FROM buildamp.messages WHERE id > $1 ORDER BY id LIMIT $2) AS message
CROSS JOIN LATERAL (
    SELECT array_agg(entry.stream_id) AS streams, array_agg(entry.seq) AS seqs
    FROM buildamp.stream_entries AS entry WHERE entry.message_id = message.id
) AS entries
WHERE entries.streams IS NOT NULL
ORDER BY message.id;
