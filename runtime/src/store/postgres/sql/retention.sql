-- $1 for how many microseconds events are kept, $2 those with a dead delivery, $3 types, $4 for how many microseconds each
-- keeps its own. What says something else than before has the purge begin anew.
INSERT INTO buildamp.purge (succeeded, dead, passed)
VALUES ($1 * interval '1 microsecond', $2 * interval '1 microsecond', 0)
ON CONFLICT (one) DO UPDATE SET succeeded = excluded.succeeded, dead = excluded.dead, passed = 0
WHERE (purge.succeeded, purge.dead) <> (excluded.succeeded, excluded.dead) OR EXISTS (
    SELECT FROM unnest($3, $4) AS new (type, keep)
    LEFT JOIN buildamp.event_types AS old ON old.type = new.type
    WHERE new.keep * interval '1 microsecond' IS DISTINCT FROM old.keep
);
