-- ?1: a JSON array of events, in the order in which they are stored. All or none of them: what this leaves open when it
-- fails is rolled back by undo.sql.
--
-- jsonb_each and not json_each, which would print each element for each of its members that is asked for.
SAVEPOINT buildamp;

INSERT INTO buildamp_events (
    id, source, type, version, subject, time, data, tenant, actor, session_id, correlation_id, causation_id, traceparent,
    partition_key, idempotency_key, run_at, priority, max_attempts, progress
)
SELECT
    new.value ->> 'id', new.value ->> 'source', new.value ->> 'type', new.value ->> 'version', new.value ->> 'subject',
    new.value ->> 'time', new.value ->> 'data', new.value ->> 'tenant', new.value ->> 'actor',
    new.value ->> 'session_id', new.value ->> 'correlation_id', new.value ->> 'causation_id',
    new.value ->> 'traceparent', new.value ->> 'partition_key', new.value ->> 'idempotency_key',
    new.value ->> 'run_at', new.value ->> 'priority', new.value ->> 'max_attempts', new.value ->> 'progress'
FROM jsonb_each(?1) AS new
WHERE true
ORDER BY new.key
ON CONFLICT (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING;

-- An event whose idempotency key was known is not there under its id, and gets no deliveries.
INSERT INTO buildamp_deliveries (event_seq, consumer_id, priority, run_at, max_attempts, limit_key)
SELECT
    event.seq, consumer.id, event.priority, event.run_at, coalesce(event.max_attempts, consumer.max_attempts),
    iif(consumer.by_key, event.tenant || '/' || coalesce(event.partition_key, event.id), NULL)
FROM jsonb_each(?1) AS new
CROSS JOIN buildamp_events AS event ON event.id = new.value ->> 'id'
CROSS JOIN buildamp_consumers AS consumer
    ON event.type GLOB consumer.glob
    AND (consumer.dots IS NULL OR consumer.dots = length(event.type) - length(replace(event.type, '.', '')))
ORDER BY new.key, consumer.id;

RELEASE buildamp;
