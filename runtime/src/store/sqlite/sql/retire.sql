-- ?1 consumer, ?2 now. No event matches an empty glob; a worker that registers it again says what it listens to.
UPDATE buildamp_consumers
SET glob = '', dots = NULL, retired_at = ?2
WHERE name = ?1
    AND NOT EXISTS (
        SELECT 1 FROM buildamp_worker_consumers AS handled
        JOIN buildamp_workers AS worker ON worker.id = handled.worker_id
        WHERE handled.consumer_id = buildamp_consumers.id AND worker.alive_until >= ?2
    );
