-- $1 digest, $2 before this one; NULL means any. $3 at most so many.
SELECT seq, kind, tenant, event_id, reason, asked_by, started_at, finished_at, events, deliveries
FROM buildamp.erasures
WHERE ($1 IS NULL OR digest = $1) AND ($2 IS NULL OR seq < $2)
ORDER BY seq DESC
LIMIT $3;
