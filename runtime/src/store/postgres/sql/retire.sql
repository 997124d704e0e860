-- $1 consumer, $2 now. No event matches an empty text; a worker that registers it again says what it listens to.
UPDATE buildamp.consumers AS consumer
SET match = '', dots = NULL, retired_at = $2
WHERE name = $1
    AND NOT EXISTS (
        SELECT 1 FROM buildamp.worker_consumers AS handled
        JOIN buildamp.workers AS worker ON worker.id = handled.worker_id
        WHERE handled.consumer_id = consumer.id AND worker.alive_until >= $2
    );
