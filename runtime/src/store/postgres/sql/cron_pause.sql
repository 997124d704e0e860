-- $1 cron, $2 now, NULL to resume
UPDATE buildamp.crons SET paused_at = CASE WHEN $2 IS NOT NULL THEN coalesce(paused_at, $2) END WHERE name = $1;
