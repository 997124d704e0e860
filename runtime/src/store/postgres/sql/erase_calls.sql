-- $1 what is found by, $2 tenant, NULL for any, $3 the name. Of calls that belong to no event; the others go with theirs.
UPDATE buildamp.calls
SET answer = NULL, error = CASE WHEN error IS NOT NULL THEN '[erased]' END, actor = NULL
WHERE $1 = 'actor' AND event_id IS NULL AND actor = $3 AND ($2 IS NULL OR tenant = $2);
