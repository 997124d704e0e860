-- $1 consumers' names: what waits for them, or may again, gets a key, or loses it.
UPDATE buildamp.deliveries AS delivery
SET limit_key = CASE WHEN consumer.by_key THEN event.tenant || '/' || coalesce(event.partition_key, event.id::text) END
FROM buildamp.consumers AS consumer, buildamp.events AS event
WHERE consumer.name = ANY ($1) AND delivery.consumer_id = consumer.id AND event.seq = delivery.event_seq
    AND delivery.state IN ('pending', 'retrying', 'dead');
