DROP TABLE buildamp_stream_entries;
DROP TABLE buildamp_messages;
DROP TABLE buildamp_streams;
DROP TABLE buildamp_sessions;

ALTER TABLE buildamp_events DROP COLUMN progress;
