-- What an operator says to a consumer: to wait, or that it will not come back.
ALTER TABLE buildamp_consumers ADD COLUMN paused_at INTEGER;
ALTER TABLE buildamp_consumers ADD COLUMN retired_at INTEGER;

-- Dead letters are listed from the latest on.
DROP INDEX buildamp_deliveries_dead;
CREATE INDEX buildamp_deliveries_dead ON buildamp_deliveries (id) WHERE state = 'dead';
