-- $1 consumers' names. What waits for a consumer that is paused waits for somebody.
SELECT count(*)
FROM buildamp.consumers AS consumer
JOIN buildamp.deliveries AS delivery ON delivery.consumer_id = consumer.id
WHERE consumer.name = ANY ($1)
    AND delivery.state IN ('pending', 'retrying') AND (delivery.worker IS NOT NULL OR consumer.paused_at IS NULL);
