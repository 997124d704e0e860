-- ?1 now
SELECT
    consumer.name, consumer.pattern, consumer.mode,
    (
        SELECT count(*) FROM buildamp_deliveries AS waiting
        WHERE waiting.consumer_id = consumer.id AND waiting.state IN ('pending', 'retrying')
    ) AS pending,
    (
        SELECT json_group_array(json_array(worker.id, worker.instance) ORDER BY worker.id)
        FROM buildamp_worker_consumers AS handled
        JOIN buildamp_workers AS worker ON worker.id = handled.worker_id
        WHERE handled.consumer_id = consumer.id AND worker.alive_until >= ?1
    ) AS workers,
    consumer.paused_at IS NOT NULL AS paused, consumer.retired_at IS NOT NULL AS retired
FROM buildamp_consumers AS consumer
ORDER BY consumer.name;
