-- How many listen, by listen.sql, in this database.
SELECT count(*) FROM pg_locks
WHERE locktype = 'advisory' AND classid = 1651861868 AND objid = 1684106608 AND objsubid = 2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
