-- $1 delivery, $2 attempt, $3 worker, $4 name, $5 result, $6 now. Nothing, once another attempt has taken over; until this
-- is there, none can.
INSERT INTO buildamp.steps (delivery_id, name, attempt, result, finished_at)
SELECT held.id, $4, held.attempt, $5::json, $6
FROM (
    SELECT id, attempt FROM buildamp.deliveries
    WHERE id = $1 AND attempt = $2 AND worker = $3
    FOR SHARE
) AS held
ON CONFLICT DO NOTHING;
