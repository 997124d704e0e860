-- ?1: a JSON object {worker, instance, machine, process, now, alive_until, last, consumers: [{name, pattern, glob, dots, max_attempts,
-- beginning, by_key, limited, mode}]}; last is the greatest id of a consumer before these.
SAVEPOINT buildamp;

DELETE FROM buildamp_workers WHERE alive_until < (?1 ->> 'now') - 86400000000;

INSERT INTO buildamp_workers (id, started_at, alive_until, machine, process, instance)
VALUES (
    ?1 ->> 'worker', ?1 ->> 'now', ?1 ->> 'alive_until', ?1 ->> 'machine', ?1 ->> 'process', ?1 ->> 'instance'
)
ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until;

-- What waits, or may again, for a consumer that goes by key from now on gets a key, or loses it where it does so no more.
UPDATE buildamp_deliveries
SET limit_key = changed.key
FROM (
    SELECT
        delivery.id,
        iif(new.value ->> 'by_key', event.tenant || '/' || coalesce(event.partition_key, event.id), NULL) AS key
    FROM jsonb_each(?1, '$.consumers') AS new
    CROSS JOIN buildamp_consumers AS consumer
        ON consumer.name = new.value ->> 'name' AND consumer.by_key <> new.value ->> 'by_key'
    CROSS JOIN buildamp_deliveries AS delivery
        ON delivery.consumer_id = consumer.id AND delivery.state IN ('pending', 'running', 'retrying', 'dead')
    CROSS JOIN buildamp_events AS event ON event.seq = delivery.event_seq
) AS changed
WHERE buildamp_deliveries.id = changed.id;

INSERT INTO buildamp_consumers (name, pattern, glob, dots, max_attempts, by_key, mode, registered_at)
SELECT
    new.value ->> 'name', new.value ->> 'pattern', new.value ->> 'glob', new.value ->> 'dots',
    new.value ->> 'max_attempts', new.value ->> 'by_key', new.value ->> 'mode', ?1 ->> 'now'
FROM jsonb_each(?1, '$.consumers') AS new
WHERE true
ORDER BY new.key
ON CONFLICT (name) DO UPDATE SET
    pattern = excluded.pattern, glob = excluded.glob, dots = excluded.dots, max_attempts = excluded.max_attempts,
    by_key = excluded.by_key, mode = excluded.mode, retired_at = NULL;

INSERT INTO buildamp_limits (consumer_id)
SELECT consumer.id
FROM jsonb_each(?1, '$.consumers') AS new
JOIN buildamp_consumers AS consumer ON consumer.name = new.value ->> 'name'
WHERE new.value ->> 'limited'
ON CONFLICT DO NOTHING;

INSERT INTO buildamp_worker_consumers (worker_id, consumer_id)
SELECT ?1 ->> 'worker', consumer.id
FROM jsonb_each(?1, '$.consumers') AS new
JOIN buildamp_consumers AS consumer ON consumer.name = new.value ->> 'name'
WHERE true
ON CONFLICT DO NOTHING;

-- A consumer that is new and wants the past gets a delivery for each event on record that it subscribes to, unless its data
-- was erased.
INSERT INTO buildamp_deliveries (event_seq, consumer_id, priority, run_at, max_attempts, limit_key)
SELECT
    event.seq, consumer.id, event.priority, event.run_at, coalesce(event.max_attempts, consumer.max_attempts),
    iif(consumer.by_key, event.tenant || '/' || coalesce(event.partition_key, event.id), NULL)
FROM jsonb_each(?1, '$.consumers') AS new
JOIN buildamp_consumers AS consumer ON consumer.name = new.value ->> 'name' AND consumer.id > ?1 ->> 'last'
JOIN buildamp_events AS event
    ON event.type GLOB consumer.glob
    AND (consumer.dots IS NULL OR consumer.dots = length(event.type) - length(replace(event.type, '.', '')))
WHERE new.value ->> 'beginning' AND event.erased_at IS NULL
ORDER BY event.seq, consumer.id;

RELEASE buildamp;
