DROP TABLE buildamp.outgoing;
DROP FUNCTION buildamp.append_message;
DROP TABLE buildamp.stream_entries;
DROP TABLE buildamp.messages;
DROP TABLE buildamp.streams;
DROP TABLE buildamp.sessions;
