SELECT name, expression, zone, next_run_at, last_run_at FROM buildamp.crons ORDER BY name COLLATE "C";
