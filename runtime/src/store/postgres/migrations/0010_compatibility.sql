-- Migrations that builds which do not know them cannot work with. Such a one writes its own number here; all others are additions,
-- beside which the build before goes on until its processes are replaced.
CREATE TABLE buildamp.breaking_migrations (
    version bigint PRIMARY KEY
);
