DROP INDEX buildamp.events_correlation;
CREATE INDEX events_correlation ON buildamp.events (correlation_id);
