-- ?1 event, ?2 consumer or NULL for all, ?3 now
UPDATE buildamp_deliveries
SET state = 'pending', dead_reason = NULL, attempt_base = attempt, run_at = ?3
WHERE state = 'dead'
    AND event_seq = (SELECT seq FROM buildamp_events WHERE id = ?1)
    AND (?2 IS NULL OR consumer_id = (SELECT id FROM buildamp_consumers WHERE name = ?2));
