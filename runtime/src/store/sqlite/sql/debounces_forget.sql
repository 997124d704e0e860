-- ?1 now. Behind the time at which it is due an event may still wait: for a slot, or for its consumer to be resumed.
DELETE FROM buildamp_debounces
WHERE due_at < ?1 AND NOT EXISTS (
    SELECT 1 FROM buildamp_deliveries AS delivery
    WHERE delivery.event_seq = buildamp_debounces.event_seq AND delivery.state IN ('pending', 'retrying')
);
