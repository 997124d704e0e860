-- ?1 messages from before, ?2 limit. Their entries go with them.
DELETE FROM buildamp_messages
WHERE id IN (SELECT id FROM buildamp_messages WHERE sent_at < ?1 ORDER BY sent_at LIMIT ?2);
