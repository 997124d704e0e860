-- ?1 tenant, ?2 type, ?3 key, ?4 the event, ?5 when it is due
--
-- What waits of the event before it is called off. What runs goes on.
SAVEPOINT buildamp;

UPDATE buildamp_deliveries
SET state = 'cancelled'
WHERE event_seq = (SELECT event_seq FROM buildamp_debounces WHERE tenant = ?1 AND type = ?2 AND key = ?3)
    AND state IN ('pending', 'retrying')
RETURNING id;

INSERT INTO buildamp_debounces (tenant, type, key, event_seq, due_at)
SELECT ?1, ?2, ?3, seq, ?5 FROM buildamp_events WHERE id = ?4
ON CONFLICT (tenant, type, key) DO UPDATE SET event_seq = excluded.event_seq, due_at = excluded.due_at;

RELEASE buildamp;
