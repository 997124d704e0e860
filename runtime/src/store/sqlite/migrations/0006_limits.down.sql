DROP TABLE buildamp_key_limits;
DROP TABLE buildamp_limits;

DROP INDEX buildamp_deliveries_running;
CREATE INDEX buildamp_deliveries_leases ON buildamp_deliveries (lease_until) WHERE state = 'running';

DROP INDEX buildamp_deliveries_in_order;
DROP INDEX buildamp_deliveries_by_key;
ALTER TABLE buildamp_deliveries DROP COLUMN limit_key;
ALTER TABLE buildamp_consumers DROP COLUMN by_key;
