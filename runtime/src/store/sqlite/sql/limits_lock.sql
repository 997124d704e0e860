-- ?1 consumer
SELECT consumer.id, consumer.by_key, consumer.paused_at IS NOT NULL AS paused, limits.empty_at
FROM buildamp_limits AS limits
JOIN buildamp_consumers AS consumer ON consumer.id = limits.consumer_id
WHERE consumer.name = ?1;
