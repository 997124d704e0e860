-- $1 tenant, $2 role; without them there is no tenant, and the role stays. Both end with the transaction.
SELECT
    set_config('buildamp.tenant', coalesce($1, ''), true), set_config('role', coalesce($2, current_setting('role')), true);
