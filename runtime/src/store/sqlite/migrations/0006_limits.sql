-- Consumers that are held to limits: how many at once, how often, in which order.

-- Whether anything of a consumer goes by the key of its deliveries.
ALTER TABLE buildamp_consumers ADD COLUMN by_key INTEGER NOT NULL DEFAULT 0;

-- Set for these consumers alone: tenant and partition key of the event, or its id where it has no key.
ALTER TABLE buildamp_deliveries ADD COLUMN limit_key TEXT;

CREATE INDEX buildamp_deliveries_by_key ON buildamp_deliveries (consumer_id, limit_key, run_at, id)
    WHERE state IN ('pending', 'retrying') AND limit_key IS NOT NULL;
CREATE INDEX buildamp_deliveries_in_order ON buildamp_deliveries (consumer_id, limit_key, id)
    WHERE state IN ('pending', 'retrying') AND limit_key IS NOT NULL;

-- What runs is little, and a lease that is extended need not be entered anew.
DROP INDEX buildamp_deliveries_leases;
CREATE INDEX buildamp_deliveries_running ON buildamp_deliveries (consumer_id, limit_key) WHERE state = 'running';

-- The consumers with limits.
CREATE TABLE buildamp_limits (
    consumer_id INTEGER PRIMARY KEY REFERENCES buildamp_consumers (id),
    -- When the bucket of its rate is empty.
    empty_at INTEGER
) STRICT;

-- The buckets of single keys, until they are empty.
CREATE TABLE buildamp_key_limits (
    consumer_id INTEGER NOT NULL,
    limit_key TEXT NOT NULL,
    empty_at INTEGER NOT NULL,
    PRIMARY KEY (consumer_id, limit_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX buildamp_key_limits_empty ON buildamp_key_limits (empty_at);
