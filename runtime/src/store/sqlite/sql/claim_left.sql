-- ?1 an event: whether some of its deliveries wait
SELECT EXISTS (
    SELECT 1 FROM buildamp_deliveries
    WHERE event_seq = (SELECT seq FROM buildamp_events WHERE id = ?1) AND state = 'pending'
);
