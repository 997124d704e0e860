-- ?1 consumer, ?2 now, NULL to resume
UPDATE buildamp_consumers SET paused_at = iif(?2 IS NULL, NULL, coalesce(paused_at, ?2)) WHERE name = ?1;
