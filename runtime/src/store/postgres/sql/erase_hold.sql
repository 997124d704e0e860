-- $1 events. What becomes of their deliveries waits, and what did become of them is seen by the statements that follow.
SELECT set_config('buildamp.change', 'erase', true), coalesce(array_agg(held.id), '{}') AS deliveries
FROM (
    SELECT id FROM buildamp.deliveries
    WHERE id = ANY (ARRAY(SELECT id FROM buildamp.deliveries WHERE event_seq = ANY ($1)))
    ORDER BY id
    FOR UPDATE
) AS held;
