-- $1 consumers' names: each gets a delivery for each event on record that it subscribes to, unless its data was erased.
INSERT INTO buildamp.deliveries (id, event_seq, consumer_id, priority, run_at, max_attempts, limit_key)
SELECT
    buildamp.delivery_id(event.seq, consumer.id), event.seq, consumer.id, event.priority, event.run_at, coalesce(event.max_attempts, consumer.max_attempts),
    CASE WHEN consumer.by_key THEN event.tenant || '/' || coalesce(event.partition_key, event.id::text) END
FROM buildamp.consumers AS consumer
JOIN buildamp.events AS event
    ON event.type LIKE consumer.match
    AND (consumer.dots IS NULL OR consumer.dots = length(event.type) - length(replace(event.type, '.', '')))
WHERE consumer.name = ANY ($1) AND event.erased_at IS NULL
ORDER BY event.seq, consumer.id
ON CONFLICT (id) DO NOTHING;
