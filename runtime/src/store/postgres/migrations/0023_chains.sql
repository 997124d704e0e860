-- The first event of a chain is found by its id, so that an event which begins one is in one index less.
DROP INDEX buildamp.events_correlation;
CREATE INDEX events_correlation ON buildamp.events (correlation_id) WHERE correlation_id <> id;
