-- $1 now
SELECT
    consumer.name, consumer.pattern, consumer.mode,
    (
        SELECT count(*) FROM buildamp.deliveries AS waiting
        WHERE waiting.consumer_id = consumer.id
            AND waiting.state IN ('pending', 'retrying') AND waiting.worker IS NULL
    ) AS pending,
    (
        SELECT coalesce(json_agg(json_build_array(worker.id, worker.instance) ORDER BY worker.id), '[]')::text
        FROM buildamp.worker_consumers AS handled
        JOIN buildamp.workers AS worker ON worker.id = handled.worker_id
        WHERE handled.consumer_id = consumer.id AND worker.alive_until >= $1
    ) AS workers,
    consumer.paused_at IS NOT NULL AS paused, consumer.retired_at IS NOT NULL AS retired
FROM buildamp.consumers AS consumer
ORDER BY consumer.name COLLATE "C";
