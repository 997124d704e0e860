-- $1 events. What becomes of their deliveries waits, and what did become of them is seen by the statement that follows.
SELECT set_config('buildamp.change', 'purge', true), count(*)
FROM (
    SELECT
    FROM unnest($1) AS event (seq)
    JOIN buildamp.deliveries AS delivery
        ON delivery.id BETWEEN buildamp.delivery_id(event.seq, 0) AND buildamp.last_delivery_id(event.seq)
    ORDER BY delivery.id
    FOR UPDATE OF delivery
) AS held;
