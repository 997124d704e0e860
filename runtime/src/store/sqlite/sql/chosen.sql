FROM chosen
CROSS JOIN buildamp_deliveries AS delivery ON delivery.id = chosen.id
CROSS JOIN buildamp_events AS event ON event.seq = delivery.event_seq
CROSS JOIN buildamp_consumers AS consumer ON consumer.id = delivery.consumer_id
ORDER BY delivery.priority, delivery.run_at, delivery.id;
