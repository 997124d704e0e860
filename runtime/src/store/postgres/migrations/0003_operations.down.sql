DROP INDEX buildamp.deliveries_dead;
CREATE INDEX deliveries_dead ON buildamp.deliveries (consumer_id, id) WHERE state = 'dead';

ALTER TABLE buildamp.consumers DROP COLUMN retired_at;
ALTER TABLE buildamp.consumers DROP COLUMN paused_at;
