-- $1 tenant, $2 role, to the end of the transaction or until the next. Answers with those before.
WITH before AS MATERIALIZED (
    SELECT current_setting('buildamp.tenant', true) AS tenant, current_setting('role') AS role
)
SELECT tenant, role, set_config('buildamp.tenant', coalesce($1, ''), true), set_config('role', $2, true)
FROM before;
