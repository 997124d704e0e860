-- ?1: a JSON object {worker, now, alive_until, last, consumers: [{name, pattern, glob, dots, max_attempts, beginning}]};
-- last is the greatest id of a consumer before these.
SAVEPOINT buildamp;

DELETE FROM buildamp_workers WHERE alive_until < (?1 ->> 'now') - 86400000000;

INSERT INTO buildamp_workers (id, started_at, alive_until) VALUES (?1 ->> 'worker', ?1 ->> 'now', ?1 ->> 'alive_until')
ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until;

INSERT INTO buildamp_consumers (name, pattern, glob, dots, max_attempts, registered_at)
SELECT
    new.value ->> 'name', new.value ->> 'pattern', new.value ->> 'glob', new.value ->> 'dots',
    new.value ->> 'max_attempts', ?1 ->> 'now'
FROM jsonb_each(?1, '$.consumers') AS new
WHERE true
ORDER BY new.key
ON CONFLICT (name) DO UPDATE SET
    pattern = excluded.pattern, glob = excluded.glob, dots = excluded.dots, max_attempts = excluded.max_attempts,
    retired_at = NULL;

INSERT INTO buildamp_worker_consumers (worker_id, consumer_id)
SELECT ?1 ->> 'worker', consumer.id
FROM jsonb_each(?1, '$.consumers') AS new
JOIN buildamp_consumers AS consumer ON consumer.name = new.value ->> 'name'
WHERE true
ON CONFLICT DO NOTHING;

-- A consumer that is new and wants the past gets a delivery for each event on record that it subscribes to.
INSERT INTO buildamp_deliveries (event_seq, consumer_id, priority, run_at, max_attempts)
SELECT event.seq, consumer.id, event.priority, event.run_at, coalesce(event.max_attempts, consumer.max_attempts)
FROM jsonb_each(?1, '$.consumers') AS new
JOIN buildamp_consumers AS consumer ON consumer.name = new.value ->> 'name' AND consumer.id > ?1 ->> 'last'
JOIN buildamp_events AS event
    ON event.type GLOB consumer.glob
    AND (consumer.dots IS NULL OR consumer.dots = length(event.type) - length(replace(event.type, '.', '')))
WHERE new.value ->> 'beginning'
ORDER BY event.seq, consumer.id;

RELEASE buildamp;
