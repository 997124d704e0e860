-- ?1 worker, ?2 lease until, ?3 a JSON array of consumers' names, ?4 a JSON array of events that were stored in this
-- transaction
UPDATE buildamp_deliveries
SET state = 'running', attempt = 1, worker = ?1, claimed_at = run_at, lease_until = ?2
WHERE event_seq IN (SELECT seq FROM buildamp_events WHERE id IN (SELECT value FROM json_each(?4)))
    AND consumer_id IN (
        SELECT id FROM buildamp_consumers
        WHERE name IN (SELECT value FROM json_each(?3)) AND paused_at IS NULL AND NOT by_key
    )
RETURNING id;
