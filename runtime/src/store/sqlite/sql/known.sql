-- ?1 to ?3 of store.sql: the event that had this idempotency key before, as known_these.sql has it
SELECT 0 AS place, id FROM buildamp_events
WHERE tenant = ?2 AND idempotency_key = ?3 AND id <> ?1;
