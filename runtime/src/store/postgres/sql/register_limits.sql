-- $1 consumers' names
INSERT INTO buildamp.limits (consumer_id)
SELECT id FROM buildamp.consumers WHERE name = ANY ($1)
ON CONFLICT DO NOTHING;
