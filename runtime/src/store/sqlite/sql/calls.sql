-- ?1 event, ?2 service, ?3 tenant, ?4 numbered before this one; NULL means any. ?5 at most so many.
SELECT
    number, service, event_id, delivery_id, attempt, tenant, idempotency_key, request, started_at, took, status, failure, error,
    answer
FROM buildamp_calls
WHERE (?2 IS NULL OR service = ?2)
    AND (?3 IS NULL OR tenant = ?3)
    AND (?4 IS NULL OR number < ?4)
    AND (?1 IS NULL OR event_id = ?1)
ORDER BY number DESC
LIMIT ?5;
