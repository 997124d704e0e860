-- $1 id, $2 LIKE over types, $3 the dots of a type, $4 correlation, $5 session, $6 subject, $7 tenant, $8 source, $9 actor,
-- $10 from this time, $11 to before this time, $12 stored before this one; NULL means any. $13 at most so many, NULL for all.
SELECT * FROM buildamp.events
WHERE ($1 IS NULL OR id = $1)
    AND ($2 IS NULL OR type LIKE $2)
    AND ($3 IS NULL OR length(type) - length(replace(type, '.', '')) = $3)
    -- The first of the chain by its id, the others by the index of those that are not the first.
    AND ($4 IS NULL OR (correlation_id = $4 AND (id = $4 OR correlation_id <> id)))
    AND ($5 IS NULL OR session_id = $5)
    AND ($6 IS NULL OR subject = $6)
    AND ($7 IS NULL OR tenant = $7)
    AND ($8 IS NULL OR source = $8 OR starts_with(source, $8 || '/'))
    AND ($9 IS NULL OR actor = $9)
    AND ($10 IS NULL OR "time" >= $10)
    AND ($11 IS NULL OR "time" < $11)
    AND ($12 IS NULL OR seq < $12)
ORDER BY seq DESC
LIMIT $13;
