-- $1 worker, $2 consumers' names
INSERT INTO buildamp.worker_consumers (worker_id, consumer_id)
SELECT $1, id FROM buildamp.consumers WHERE name = ANY ($2)
ON CONFLICT DO NOTHING;
