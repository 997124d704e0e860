-- $1 messages from before, $2 limit of messages with their entries, which go with them. At least one message goes.
DELETE FROM buildamp.messages
WHERE id IN (
    SELECT id
    FROM (
        SELECT id, sum(streams) OVER (ORDER BY sent_at, id) - streams AS before
        FROM (SELECT id, sent_at, streams FROM buildamp.messages WHERE sent_at < $1 ORDER BY sent_at LIMIT $2) AS old
    ) AS counted
    WHERE before < $2
);
