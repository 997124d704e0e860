-- An event with its deliveries as one row, so that storing it is one statement, which is whole by itself: a worker, if there is one,
-- takes what is due of its consumers (a JSON array of names) at once.
CREATE VIEW buildamp_new_events AS
SELECT
    id, tenant, idempotency_key, source, type, version, subject, time, actor, session_id, correlation_id, causation_id,
    traceparent, partition_key, run_at, priority, max_attempts, progress, data, NULL AS worker, NULL AS lease_until, NULL AS consumers
FROM buildamp_events
WHERE false;

CREATE TRIGGER buildamp_new_events_store INSTEAD OF INSERT ON buildamp_new_events BEGIN
    INSERT INTO buildamp_events (
        id, source, type, version, subject, time, data, tenant, actor, session_id, correlation_id, causation_id, traceparent,
        partition_key, idempotency_key, run_at, priority, max_attempts, progress
    )
    VALUES (
        NEW.id, NEW.source, NEW.type, NEW.version, NEW.subject, NEW.time, NEW.data, NEW.tenant, NEW.actor, NEW.session_id,
        NEW.correlation_id, NEW.causation_id, NEW.traceparent, NEW.partition_key, NEW.idempotency_key, NEW.run_at,
        NEW.priority, NEW.max_attempts, NEW.progress
    )
    ON CONFLICT (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING;

    -- An event whose idempotency key was known is not there under its id, and gets no deliveries.
    INSERT INTO buildamp_deliveries (
        event_seq, consumer_id, priority, run_at, max_attempts, limit_key, state, attempt, worker, claimed_at, lease_until
    )
    SELECT
        event.seq, consumer.id, NEW.priority, NEW.run_at, coalesce(NEW.max_attempts, consumer.max_attempts),
        iif(consumer.by_key, NEW.tenant || '/' || coalesce(NEW.partition_key, NEW.id), NULL),
        iif(taken.value IS NULL, 'pending', 'running'), taken.value IS NOT NULL, iif(taken.value IS NULL, NULL, NEW.worker),
        iif(taken.value IS NULL, NULL, NEW.run_at), iif(taken.value IS NULL, NULL, NEW.lease_until)
    FROM buildamp_events AS event
    CROSS JOIN buildamp_consumers AS consumer
        ON NEW.type GLOB consumer.glob
        AND (consumer.dots IS NULL OR consumer.dots = length(NEW.type) - length(replace(NEW.type, '.', '')))
    LEFT JOIN json_each(NEW.consumers) AS taken
        ON taken.value = consumer.name AND consumer.paused_at IS NULL AND NOT consumer.by_key
    WHERE event.id = NEW.id
    ORDER BY consumer.id;
END;
