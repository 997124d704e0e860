-- $1 types, $2 for how many microseconds each keeps its own, $3 their secrets
INSERT INTO buildamp.event_types (type, keep, secrets)
SELECT new.type, new.keep * interval '1 microsecond', new.secrets
FROM unnest($1, $2, $3) AS new (type, keep, secrets)
ORDER BY new.type
ON CONFLICT (type) DO UPDATE SET keep = excluded.keep, secrets = excluded.secrets
WHERE (event_types.keep, event_types.secrets) IS DISTINCT FROM (excluded.keep, excluded.secrets);
