-- $1 consumers' names
SELECT count(*) FROM buildamp.deliveries
WHERE consumer_id IN (SELECT id FROM buildamp.consumers WHERE name = ANY ($1))
    AND state IN ('pending', 'retrying', 'running');
