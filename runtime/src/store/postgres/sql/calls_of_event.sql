-- As calls.sql, by the index for it.
SELECT
    number, service, event_id, delivery_id, attempt, tenant, idempotency_key, request, started_at, took, status, failure, error,
    answer
FROM buildamp.calls
WHERE event_id = $1
    AND ($2 IS NULL OR service = $2)
    AND ($3 IS NULL OR tenant = $3)
    AND ($4 IS NULL OR number < $4)
ORDER BY number DESC
LIMIT $5;
