SELECT
    version, description,
    EXISTS (SELECT 1 FROM buildamp.breaking_migrations AS breaking WHERE breaking.version = migration.version) AS is_breaking
FROM buildamp.migrations AS migration
ORDER BY version;
