-- ?1 a JSON array of deliveries, ?2 now
--
-- What runs is taken from its worker, which may write nothing any more and finds out when it looks (kept.sql). run_at tells when it was called off:
-- its retention counts from then.
SAVEPOINT buildamp;

INSERT INTO buildamp_attempts (delivery_id, number, worker, started_at, finished_at, outcome, error)
SELECT id, attempt, worker, claimed_at, ?2, 'cancelled', 'it was called off while its handler ran'
FROM buildamp_deliveries
WHERE id IN (SELECT value FROM json_each(?1)) AND state = 'running';

UPDATE buildamp_deliveries
SET state = 'cancelled', run_at = ?2, worker = NULL, claimed_at = NULL, lease_until = NULL
WHERE id IN (SELECT value FROM json_each(?1)) AND state IN ('pending', 'retrying', 'running')
RETURNING id;

RELEASE buildamp;
