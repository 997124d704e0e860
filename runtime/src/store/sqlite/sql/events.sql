-- ?1 id, ?2 a glob over types, ?3 the dots of a type, ?4 correlation, ?5 session, ?6 subject, ?7 tenant, ?8 source, ?9 actor,
-- ?10 from this time, ?11 to before this time, ?12 stored before this one; NULL means any. ?13 at most so many, -1 for all.
-- The condition on the column that has an index is added behind.
SELECT * FROM buildamp_events
WHERE (?1 IS NULL OR id = ?1)
    AND (?2 IS NULL OR type GLOB ?2)
    AND (?3 IS NULL OR length(type) - length(replace(type, '.', '')) = ?3)
    AND (?4 IS NULL OR correlation_id = ?4)
    AND (?5 IS NULL OR session_id = ?5)
    AND (?6 IS NULL OR subject = ?6)
    AND (?7 IS NULL OR tenant = ?7)
    AND (?8 IS NULL OR source = ?8 OR substr(source, 1, length(?8) + 1) = ?8 || '/')
    AND (?9 IS NULL OR actor = ?9)
    AND (?10 IS NULL OR time >= ?10)
    AND (?11 IS NULL OR time < ?11)
    AND (?12 IS NULL OR seq < ?12)
