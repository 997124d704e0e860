-- ?1 a JSON array of events' ids
WHERE delivery.event_seq IN (SELECT seq FROM buildamp_events WHERE id IN (SELECT value FROM json_each(?1)))
ORDER BY delivery.id;
