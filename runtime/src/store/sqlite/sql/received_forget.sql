-- ?1 received before, ?2 at most so many.
DELETE FROM buildamp_inbox
WHERE (tenant, consumer, message) IN (
    SELECT tenant, consumer, message FROM buildamp_inbox WHERE received_at < ?1 ORDER BY received_at LIMIT ?2
);
