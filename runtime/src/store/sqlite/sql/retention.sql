-- ?1: a JSON object {succeeded, dead, types: [{type, keep, secrets}]}, with times in microseconds. What says something else
-- than before has the purge begin anew.
SAVEPOINT buildamp;

INSERT INTO buildamp_purge (one, succeeded, dead, passed) VALUES (1, ?1 ->> 'succeeded', ?1 ->> 'dead', 0)
ON CONFLICT (one) DO UPDATE SET succeeded = excluded.succeeded, dead = excluded.dead, passed = 0
WHERE succeeded <> excluded.succeeded OR dead <> excluded.dead;

UPDATE buildamp_purge
SET passed = 0
WHERE EXISTS (
    SELECT 1 FROM jsonb_each(?1, '$.types') AS new
    LEFT JOIN buildamp_event_types AS old ON old.type = new.value ->> 'type'
    WHERE (new.value ->> 'keep') IS NOT old.keep
);

INSERT INTO buildamp_event_types (type, keep, secrets)
SELECT new.value ->> 'type', new.value ->> 'keep', new.value ->> 'secrets'
FROM jsonb_each(?1, '$.types') AS new
WHERE true
ON CONFLICT (type) DO UPDATE SET keep = excluded.keep, secrets = excluded.secrets
WHERE keep IS NOT excluded.keep OR secrets IS NOT excluded.secrets;

RELEASE buildamp;
