-- $1 to $14: as the columns stand here.
INSERT INTO buildamp.calls (
    service, event_id, delivery_id, attempt, tenant, actor, idempotency_key, request, started_at, took, status, failure, error,
    answer
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);
