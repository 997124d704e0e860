-- $1 event, $2 consumer or NULL for all, $3 now
UPDATE buildamp.deliveries
SET state = 'pending', dead_reason = NULL, attempt_base = attempt, run_at = $3
WHERE state = 'dead'
    AND event_seq = (SELECT seq FROM buildamp.events WHERE id = $1)
    AND ($2 IS NULL OR consumer_id = (SELECT id FROM buildamp.consumers WHERE name = $2));
