DROP TABLE buildamp_worker_consumers;
DROP TABLE buildamp_workers;
DROP TABLE buildamp_attempts;
DROP TABLE buildamp_deliveries;
DROP TABLE buildamp_consumers;
DROP TRIGGER buildamp_events_no_delete;
DROP TABLE buildamp_events;
