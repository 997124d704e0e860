-- $1 now. An empty bucket is as good as none.
DELETE FROM buildamp.key_limits
WHERE (consumer_id, limit_key) IN (
    SELECT consumer_id, limit_key FROM buildamp.key_limits WHERE empty_at < $1 ORDER BY empty_at LIMIT 1000 FOR UPDATE SKIP LOCKED
);
