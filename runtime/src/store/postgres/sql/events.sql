-- $1 id, $2 type, $3 correlation, $4 session, $5 subject, $6 tenant; NULL means any
SELECT * FROM buildamp.events
WHERE ($1 IS NULL OR id = $1)
    AND ($2 IS NULL OR type = $2)
    AND ($3 IS NULL OR correlation_id = $3)
    AND ($4 IS NULL OR session_id = $4)
    AND ($5 IS NULL OR subject = $5)
    AND ($6 IS NULL OR tenant = $6)
ORDER BY seq;
