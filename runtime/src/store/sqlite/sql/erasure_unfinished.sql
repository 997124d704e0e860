-- ?1 digest
SELECT seq FROM buildamp_erasures WHERE digest = ?1 AND finished_at IS NULL ORDER BY seq LIMIT 1;
