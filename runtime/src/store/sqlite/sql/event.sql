-- What a worker is told of an event
    event.id, event.source, event.type, event.version, event.subject, event.time, event.tenant, event.actor,
    event.session_id, event.correlation_id, event.causation_id, event.traceparent, event.partition_key, event.run_at,
    event.progress,
    -- What is large is read when nobody waits for it.
    iif(octet_length(event.data) <= 65536, event.data, NULL) AS data
