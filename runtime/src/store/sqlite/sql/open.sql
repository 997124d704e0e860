-- ?1 a JSON array of consumers' names
WITH named AS (SELECT id FROM buildamp_consumers WHERE name IN (SELECT value FROM json_each(?1)))
SELECT
    (SELECT count(*) FROM buildamp_deliveries WHERE consumer_id IN named AND state IN ('pending', 'retrying'))
    + (SELECT count(*) FROM buildamp_deliveries WHERE consumer_id IN named AND state = 'running');
