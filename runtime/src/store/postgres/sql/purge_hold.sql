-- $1 events. What becomes of their deliveries waits, and what did become of them is seen by the statement that follows.
SELECT set_config('buildamp.change', 'purge', true), count(*)
FROM (
    SELECT FROM buildamp.deliveries
    WHERE id = ANY (ARRAY(SELECT id FROM buildamp.deliveries WHERE event_seq = ANY ($1)))
    ORDER BY id
    FOR UPDATE
) AS held;
