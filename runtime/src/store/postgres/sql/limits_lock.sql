-- $1 consumer. Whoever has its row takes deliveries of the consumer; others come back later.
SELECT consumer.id, consumer.by_key, consumer.paused_at IS NOT NULL AS paused, limits.empty_at
FROM buildamp.limits AS limits
JOIN buildamp.consumers AS consumer ON consumer.id = limits.consumer_id
WHERE consumer.name = $1
FOR NO KEY UPDATE OF limits SKIP LOCKED;
