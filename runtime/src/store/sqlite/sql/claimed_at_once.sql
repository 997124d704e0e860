-- ?1 of store.sql: what of this event was taken with it
FROM buildamp_events AS event
CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = event.seq AND delivery.state = 'running'
CROSS JOIN buildamp_consumers AS consumer ON consumer.id = delivery.consumer_id
WHERE event.id = ?1
ORDER BY delivery.id;
