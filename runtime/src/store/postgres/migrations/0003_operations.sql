-- What an operator says to a consumer: to wait, or that it will not come back.
ALTER TABLE buildamp.consumers ADD COLUMN paused_at timestamptz;
ALTER TABLE buildamp.consumers ADD COLUMN retired_at timestamptz;

-- Dead letters are listed from the latest on.
DROP INDEX buildamp.deliveries_dead;
CREATE INDEX deliveries_dead ON buildamp.deliveries (id) WHERE state = 'dead';
