DROP VIEW buildamp_new_events;
