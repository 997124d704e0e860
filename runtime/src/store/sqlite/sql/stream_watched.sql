-- ?1 a JSON array of streams, ?2 now
UPDATE buildamp_streams SET watched_at = ?2 WHERE id IN (SELECT value FROM json_each(?1));
