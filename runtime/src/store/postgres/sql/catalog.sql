-- What the schema consists of. The table of migrations is made by whoever applies them, in words of their own.
WITH relation (id, name, definition) AS (
    SELECT
        relation.oid, 'buildamp.' || relation.relname,
        concat_ws(
            ' ', relation.relkind, relation.relpersistence, relation.relrowsecurity, relation.relforcerowsecurity,
            relation.reloptions::text, CASE WHEN relation.relkind = 'v' THEN pg_get_viewdef(relation.oid) END
        )
    FROM pg_class AS relation
    WHERE relation.relnamespace = to_regnamespace('buildamp') AND relation.relkind IN ('r', 'p', 'v')
        AND relation.relname <> 'migrations'
)
SELECT 'table' AS kind, NULL AS parent, name, definition FROM relation
UNION ALL
SELECT
    'column', relation.name, relation.name || '.' || attribute.attname,
    concat_ws(
        ' ', format_type(attribute.atttypid, attribute.atttypmod), attribute.attnotnull, attribute.attidentity,
        attribute.attgenerated, pg_get_expr(standard.adbin, standard.adrelid)
    )
FROM relation
JOIN pg_attribute AS attribute ON attribute.attrelid = relation.id AND attribute.attnum > 0 AND NOT attribute.attisdropped
LEFT JOIN pg_attrdef AS standard ON standard.adrelid = attribute.attrelid AND standard.adnum = attribute.attnum
UNION ALL
SELECT
    'constraint', relation.name, relation.name || '.' || rule.conname,
    concat_ws(' ', pg_get_constraintdef(rule.oid), rule.convalidated, rule.condeferrable, rule.condeferred)
FROM relation
JOIN pg_constraint AS rule ON rule.conrelid = relation.id AND rule.contype <> 't'
UNION ALL
SELECT
    'index', relation.name, 'buildamp.' || own.relname, concat_ws(' ', pg_get_indexdef(own.oid), index.indisvalid)
FROM relation
JOIN pg_index AS index ON index.indrelid = relation.id
JOIN pg_class AS own ON own.oid = index.indexrelid
-- Those of a constraint come and go with it.
WHERE NOT EXISTS (SELECT 1 FROM pg_constraint AS rule WHERE rule.conindid = index.indexrelid AND rule.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT
    'trigger', relation.name, relation.name || '.' || own.tgname, concat_ws(' ', pg_get_triggerdef(own.oid), own.tgenabled)
FROM relation
JOIN pg_trigger AS own ON own.tgrelid = relation.id AND NOT own.tgisinternal
UNION ALL
SELECT
    'policy', relation.name, relation.name || '.' || policy.polname,
    concat_ws(
        ' ', policy.polcmd, policy.polpermissive, policy.polroles::text, pg_get_expr(policy.polqual, policy.polrelid),
        'CHECK ' || pg_get_expr(policy.polwithcheck, policy.polrelid)
    )
FROM relation
JOIN pg_policy AS policy ON policy.polrelid = relation.id
UNION ALL
SELECT
    'function', NULL, format('buildamp.%s(%s)', own.proname, pg_get_function_identity_arguments(own.oid)),
    pg_get_functiondef(own.oid)
FROM pg_proc AS own
WHERE own.pronamespace = to_regnamespace('buildamp') AND own.prokind IN ('f', 'p')
UNION ALL
SELECT 'type', NULL, 'buildamp.' || own.typname, string_agg(label.enumlabel, ', ' ORDER BY label.enumsortorder)
FROM pg_type AS own
JOIN pg_enum AS label ON label.enumtypid = own.oid
WHERE own.typnamespace = to_regnamespace('buildamp')
GROUP BY own.typname
ORDER BY 1, 3;
