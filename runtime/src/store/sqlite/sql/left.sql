-- ?1 to ?3 of store.sql: the event that had this idempotency key before, and whether deliveries of the new one wait
SELECT
    (SELECT id FROM buildamp_events WHERE tenant = ?2 AND idempotency_key = ?3 AND id <> ?1) AS known,
    EXISTS (
        SELECT 1 FROM buildamp_deliveries
        WHERE event_seq = (SELECT seq FROM buildamp_events WHERE id = ?1) AND state = 'pending'
    ) AS is_left;
