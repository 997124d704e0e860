-- ?1 consumer, ?2 a JSON array of deliveries that were taken, ?3 now, ?4 microseconds between the starts of a key
INSERT INTO buildamp_key_limits (consumer_id, limit_key, empty_at)
SELECT ?1, limit_key, ?3 + count(*) * ?4
FROM buildamp_deliveries
WHERE id IN (SELECT value FROM json_each(?2))
GROUP BY limit_key
ON CONFLICT (consumer_id, limit_key) DO UPDATE
SET empty_at = max(buildamp_key_limits.empty_at, ?3) + (excluded.empty_at - ?3);
