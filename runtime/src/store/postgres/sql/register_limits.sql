-- $1 consumers' names. What runs already counts from now on.
WITH added AS (
    INSERT INTO buildamp.limits (consumer_id)
    SELECT id FROM buildamp.consumers WHERE name = ANY ($1)
    ON CONFLICT DO NOTHING
    RETURNING consumer_id
)
UPDATE buildamp.deliveries AS delivery
SET is_counted = true
FROM added
WHERE delivery.id = ANY (ARRAY(SELECT unnest(hold.deliveries) FROM buildamp.holds AS hold))
    AND delivery.consumer_id = added.consumer_id AND delivery.worker IS NOT NULL;
