SELECT type, secrets FROM buildamp.event_types WHERE secrets IS NOT NULL ORDER BY type;
