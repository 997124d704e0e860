-- ?1 worker, ?2 its machine, ?3 now
SELECT id, process FROM buildamp_workers
WHERE machine = ?2 AND alive_until >= ?3 AND id <> ?1 AND process IS NOT NULL;
