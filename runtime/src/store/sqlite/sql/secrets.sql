SELECT type, secrets FROM buildamp_event_types WHERE secrets IS NOT NULL ORDER BY type;
