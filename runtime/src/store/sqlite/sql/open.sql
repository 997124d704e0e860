-- ?1 a JSON array of consumers' names. What waits for a consumer that is paused waits for somebody.
WITH named AS (SELECT id, paused_at FROM buildamp_consumers WHERE name IN (SELECT value FROM json_each(?1)))
SELECT
    (
        SELECT count(*) FROM buildamp_deliveries
        WHERE consumer_id IN (SELECT id FROM named WHERE paused_at IS NULL) AND state IN ('pending', 'retrying')
    )
    + (SELECT count(*) FROM buildamp_deliveries WHERE consumer_id IN (SELECT id FROM named) AND state = 'running');
