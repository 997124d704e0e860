-- $1 tenants' role: whether the engine is kept from other tenants' rows, whether there is that role, whether this user can take
-- it, whether it is kept from other tenants' rows, and whether it was admitted.
SELECT
    row_security_active('buildamp.events') AS is_restricted,
    role.oid IS NOT NULL AS is_there,
    pg_has_role(role.oid, 'MEMBER') AS can_be_taken,
    NOT (role.rolsuper OR role.rolbypassrls OR pg_has_role(role.oid, relation.relowner, 'MEMBER')) AS is_apart,
    has_table_privilege(role.oid, relation.oid, 'SELECT') AS is_admitted
FROM pg_class AS relation
LEFT JOIN pg_roles AS role ON role.rolname = $1
WHERE relation.oid = 'buildamp.events'::regclass;
