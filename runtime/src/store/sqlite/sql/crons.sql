SELECT name, expression, zone, next_run_at, last_run_at FROM buildamp_crons ORDER BY name;
