-- $1 id, $2 event, $3 consumer, $4 state, $5 LIKE over types, $6 the dots of a type, $7 tenant, $8 numbered before this one;
-- NULL means any. $9 at most so many.
    AND ($1 IS NULL OR delivery.id = $1)
    AND ($2 IS NULL OR event.id = $2)
    AND ($3 IS NULL OR consumer.name = $3)
    AND CASE
        WHEN $4 IS NULL THEN true
        WHEN $4 = 'running' THEN delivery.worker IS NOT NULL
        ELSE delivery.state = $4::buildamp.state AND delivery.worker IS NULL
    END
    AND ($5 IS NULL OR event.type LIKE $5)
    AND ($6 IS NULL OR length(event.type) - length(replace(event.type, '.', '')) = $6)
    AND ($7 IS NULL OR event.tenant = $7)
    AND ($8 IS NULL OR delivery.id < $8)
ORDER BY delivery.id DESC
LIMIT $9;
