SELECT
    version, description,
    EXISTS (SELECT 1 FROM buildamp_breaking_migrations AS breaking WHERE breaking.version = migration.version) AS is_breaking
FROM buildamp_migrations AS migration
ORDER BY version;
