-- What the schema consists of. The text of a table has its checks and keys, and each column stands by itself too, to be named
-- when it differs. The table of migrations is made by whoever applies them, in words of their own.
WITH own (type, name, tbl_name, sql) AS (
    SELECT type, name, tbl_name, sql FROM sqlite_schema
    WHERE tbl_name GLOB 'buildamp_*' AND tbl_name <> 'buildamp_migrations' AND sql IS NOT NULL
)
SELECT type AS kind, iif(type = 'table', NULL, tbl_name) AS parent, name, sql AS definition FROM own
UNION ALL
SELECT
    'column', own.name, own.name || '.' || column.name,
    concat_ws(' ', column.type, iif(column."notnull", 'NOT NULL', NULL), 'DEFAULT ' || column.dflt_value, column.pk, column.hidden)
FROM own
CROSS JOIN pragma_table_xinfo(own.name) AS column
WHERE own.type = 'table'
ORDER BY 1, 3;
