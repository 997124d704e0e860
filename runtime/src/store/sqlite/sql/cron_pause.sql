-- ?1 cron, ?2 now, NULL to resume
UPDATE buildamp_crons SET paused_at = iif(?2 IS NULL, NULL, coalesce(paused_at, ?2)) WHERE name = ?1;
