-- ?1 worker, ?2 until
UPDATE buildamp_workers SET alive_until = ?2 WHERE id = ?1;
