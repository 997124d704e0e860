SELECT name, expression, zone, next_run_at, last_run_at, paused_at IS NOT NULL AS paused
FROM buildamp_crons
ORDER BY name;
