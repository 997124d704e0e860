-- One event with its deliveries, of which a worker, if there is one, takes those of its consumers.
--
-- ?1 id, ?2 tenant, ?3 idempotency key, and the others as they are called here
INSERT INTO buildamp_new_events (
    id, tenant, idempotency_key, worker, lease_until, consumers, source, type, version, subject, time, actor, session_id,
    correlation_id, causation_id, traceparent, partition_key, run_at, priority, max_attempts, progress, data
)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22);
