-- $1 names, $2 patterns, $3 matches, $4 dots, $5 attempts, $6 whether by key, $7 modes, $8 now. Answers with those that are new.
--
-- A number is taken for these alone: what a delivery's number has room for would be used up by starts in time.
INSERT INTO buildamp.consumers (id, name, pattern, match, dots, max_attempts, by_key, mode, registered_at)
OVERRIDING SYSTEM VALUE
SELECT
    coalesce(known.id, nextval(pg_get_serial_sequence('buildamp.consumers', 'id'))),
    new.name, new.pattern, new.match, new.dots, new.max_attempts, new.by_key, new.mode, $8
FROM unnest($1, $2, $3, $4, $5, $6, $7) AS new (name, pattern, match, dots, max_attempts, by_key, mode)
LEFT JOIN buildamp.consumers AS known ON known.name = new.name
ORDER BY new.name
ON CONFLICT (name) DO UPDATE SET
    pattern = excluded.pattern, match = excluded.match, dots = excluded.dots, max_attempts = excluded.max_attempts,
    by_key = excluded.by_key, mode = excluded.mode, retired_at = NULL
-- Of a row that was inserted nobody has deleted or locked an older one.
RETURNING name, xmax = 0 AS is_new;
