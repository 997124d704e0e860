-- ?1 a JSON array of deliveries, ?2 now. What is due already keeps its place.
UPDATE buildamp_deliveries
SET run_at = min(run_at, ?2)
WHERE id IN (SELECT value FROM json_each(?1)) AND state IN ('pending', 'retrying')
RETURNING id;
