-- Migrations that builds which do not know them cannot work with. Such a one writes its own number here; all others are additions,
-- beside which the build before goes on until its processes are replaced.
CREATE TABLE buildamp_breaking_migrations (
    version INTEGER PRIMARY KEY
) STRICT;
