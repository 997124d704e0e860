-- $1 now. Behind the time at which it is due an event may still wait: for a slot, or for its consumer to be resumed.
WITH idle AS MATERIALIZED (
    SELECT tenant, type, key
    FROM buildamp.debounces AS last
    WHERE due_at < $1 AND NOT EXISTS (
        SELECT FROM buildamp.deliveries AS delivery
        WHERE delivery.id BETWEEN buildamp.delivery_id(last.event_seq, 0) AND buildamp.last_delivery_id(last.event_seq)
            AND delivery.state IN ('pending', 'retrying') AND delivery.worker IS NULL
    )
    ORDER BY tenant, type, key
    FOR UPDATE SKIP LOCKED
)
DELETE FROM buildamp.debounces AS last
USING idle
WHERE last.tenant = idle.tenant AND last.type = idle.type AND last.key = idle.key;
