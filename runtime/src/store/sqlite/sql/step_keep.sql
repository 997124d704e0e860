-- ?1 delivery, ?2 attempt, ?3 worker, ?4 name, ?5 result, ?6 now. Nothing, once another attempt has taken over.
INSERT INTO buildamp_steps (delivery_id, name, attempt, result, finished_at)
SELECT id, ?4, attempt, ?5, ?6
FROM buildamp_deliveries
WHERE id = ?1 AND attempt = ?2 AND worker = ?3 AND state = 'running'
ON CONFLICT DO NOTHING;
