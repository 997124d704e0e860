-- ?1 name, ?2 expression, ?3 zone, ?4 next. One that says the same as before goes on where it stands.
INSERT INTO buildamp_crons (name, expression, zone, next_run_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (name) DO UPDATE SET
    expression = excluded.expression, zone = excluded.zone, next_run_at = excluded.next_run_at
    WHERE buildamp_crons.expression <> excluded.expression OR buildamp_crons.zone <> excluded.zone;
