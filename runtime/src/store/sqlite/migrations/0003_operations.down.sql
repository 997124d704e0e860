DROP INDEX buildamp_deliveries_dead;
CREATE INDEX buildamp_deliveries_dead ON buildamp_deliveries (consumer_id, id) WHERE state = 'dead';

ALTER TABLE buildamp_consumers DROP COLUMN retired_at;
ALTER TABLE buildamp_consumers DROP COLUMN paused_at;
