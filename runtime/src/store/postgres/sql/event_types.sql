-- $1 types, $2 for how many microseconds each keeps its own
INSERT INTO buildamp.event_types (type, keep)
SELECT new.type, new.keep * interval '1 microsecond'
FROM unnest($1, $2) AS new (type, keep)
ORDER BY new.type
ON CONFLICT (type) DO UPDATE SET keep = excluded.keep
WHERE event_types.keep IS DISTINCT FROM excluded.keep;
