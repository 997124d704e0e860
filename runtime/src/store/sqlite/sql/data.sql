-- ?1 an event
SELECT data FROM buildamp_events WHERE id = ?1;
