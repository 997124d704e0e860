-- $1 received before, $2 at most so many.
DELETE FROM buildamp.inbox
WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM buildamp.inbox WHERE received_at < $1 ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED
));
